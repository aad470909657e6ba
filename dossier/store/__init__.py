"""The store: pages, visits, snapshots, verdicts, reviews and the crawl frontier in one database."""

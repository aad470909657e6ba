"""The demo city: a bundled web of made-up sites for the real crawler to crawl on loopback."""

"""The case file: nouns, folding, reading of pages, evidence, casework and the store."""

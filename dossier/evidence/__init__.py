"""Evidence: what was seen, kept as it came over the wire."""

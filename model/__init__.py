"""The detector: which words of a text mislead, and why."""

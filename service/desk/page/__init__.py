"""One page: its words, what is said about them, and the decision."""

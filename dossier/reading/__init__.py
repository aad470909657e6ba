"""Reading: the bytes of an answer to a page of visible text, pure."""

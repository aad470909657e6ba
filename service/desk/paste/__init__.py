"""Judging a pasted text."""

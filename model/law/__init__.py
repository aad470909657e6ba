"""Dated tables of law and rates, and what they say on a given day."""

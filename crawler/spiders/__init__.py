"""The spiders: one for every platform."""

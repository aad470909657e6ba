"""The areas of the console; no area imports another."""

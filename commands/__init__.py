"""The command line, one module a family of commands; `adwatch.py` imports them lazily."""

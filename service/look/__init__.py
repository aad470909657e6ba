"""How the console looks and speaks: words, highlighting, templates, style and keyboard."""

"""Pages members open in a browser: web chat and one-time link pages."""

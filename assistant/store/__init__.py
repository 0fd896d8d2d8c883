"""Storage: everything that knows SQL."""

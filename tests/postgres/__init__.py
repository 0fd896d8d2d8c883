"""Several processes at one database, and what happens to them when it fails."""

"""The books: tables, the two doors to them, and upgrades."""

"""Search: one box for everything that one may see (catalogue G8)."""

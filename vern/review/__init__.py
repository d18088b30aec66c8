"""Review: the institution accounts for the year (handbook chapters 3.3.6 and 3.6)."""

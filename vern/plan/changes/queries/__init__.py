"""Reading change processes."""

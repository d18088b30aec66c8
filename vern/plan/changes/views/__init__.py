"""Pages of change processes."""

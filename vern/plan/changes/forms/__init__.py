"""Forms about change processes."""

"""Photos attached to records, made clean before they are kept (G9)."""

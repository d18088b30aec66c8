"""Photos and files attached to records: photos made clean, all else for saving only (G9)."""

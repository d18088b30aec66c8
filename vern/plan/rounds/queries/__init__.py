"""Reading rounds."""

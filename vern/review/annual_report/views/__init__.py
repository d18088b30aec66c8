"""Pages of the annual report: for those who read it, and for those who write it."""

"""Reports of what went wrong or nearly did, and of what could be better: report, handle, count (E1)."""

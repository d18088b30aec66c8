"""My work: what awaits one person, whatever module it comes from."""

"""Handovers: what is handed over when a leader's term ends, with a word to each, signed by both (N14)."""

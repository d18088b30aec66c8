"""Figures: one definition each, used by page, command line and document alike."""

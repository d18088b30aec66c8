"""Whole ways through the system, in a real browser, with real mail."""

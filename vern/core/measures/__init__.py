"""Measures (tiltak): what is to be done, by whom, by when; a unit's plan is its measures (B3)."""

"""Risk assessments: before the work, when something changes, and again when they are due (catalogue C3)."""

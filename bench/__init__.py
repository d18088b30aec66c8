"""Measurements: what pages cost at 2,000 and at 200,000 reports, as ratios to a floor."""

"""Planning: goals, mapping, risk and change (handbook 3.2-3.3)."""

"""The organisation in time: units, people, roles, who answers for what on any date (A1, A2, A4, A5)."""

"""Control: what goes wrong is reported, handled and counted (handbook chapter 3.5)."""

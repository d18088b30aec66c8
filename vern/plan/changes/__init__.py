"""Change processes: who takes part when, what they do to the work environment, what is decided (C7)."""

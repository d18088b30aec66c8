"""What goes wrong in real life, done on purpose: `make faults`.

Real processes, a real database, real mail. A client notes every action that Vern has
acknowledged, and reads it back through the pages afterwards. Each fault first proves that it can
hurt: the same is done with the protection taken away (`without.py`), and must do harm.
"""

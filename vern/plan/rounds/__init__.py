"""HSE rounds: a meeting before, a walk with a phone, a meeting after (C2)."""

"""Whether a unit meets the requirements to its HSE work in a year, as the system's own records show it."""

"""The institution's annual HSE report: people write the text, the system puts in the figures (F1)."""

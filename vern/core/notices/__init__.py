"""Telling people: a row in the transaction that caused it, mail from the job queue (G4)."""

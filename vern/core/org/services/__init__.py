"""Verbs on the organisation, each in one transaction with its history line."""

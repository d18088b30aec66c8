"""Journeys across modules, and what holds for the whole repository."""

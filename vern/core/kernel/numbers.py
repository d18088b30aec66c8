"""Numbers that come in addresses and forms, where anyone may write anything."""

from __future__ import annotations

LONGEST = 18
"""Digits that always fit the database's widest whole number."""


def whole_number(text: str) -> int | None:
    """The number that a text of digits names; None for anything else, and for what is too large."""
    fits = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if fits else None

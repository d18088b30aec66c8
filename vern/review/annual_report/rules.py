"""Which language a reader gets. No database, no request."""

from __future__ import annotations

from collections.abc import Collection, Mapping

NEAREST: Mapping[str, tuple[str, ...]] = {
    "nb": ("nb", "nn", "en"),
    "nn": ("nn", "nb", "en"),
    "en": ("en", "nb", "nn"),
}
"""For each language, those that a reader of it is given, the best first."""


def nearest(wanted: str, written: Collection[str]) -> str | None:
    """The best of the languages that something is written in; None if it is in none."""
    return next((language for language in NEAREST[wanted] if language in written), None)

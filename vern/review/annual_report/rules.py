"""Which language a reader gets, and when a report is to be out. No database, no request."""

from __future__ import annotations

import datetime as dt
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


def publish_by(year: int) -> dt.date:
    """The last day for the report of a year: the end of March in the next one."""
    return dt.date(year + 1, 3, 31)

"""Dates and clock times in words, the same in pages, mails and documents."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.translation import get_language

# Django's own English format is American, and its Norwegian ones have no clock words. A number
# stays on the line of what it counts.
LONG = {"en": "j\u00a0F Y"}
SHORT = {"en": "j M Y"}
CLOCK = "H:i"  # as the browsers' own fields show it, whatever the language
UNBROKEN = "\u00a0"


def _pattern(patterns: dict[str, str], otherwise: str) -> str:
    return patterns.get((get_language() or "nb")[:2], otherwise)


def _local(moment: dt.date) -> dt.date:
    """A moment as local time; a naive one or a plain date as it is."""
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def day(moment: dt.date | None) -> str:
    """`21. november 2026`; empty for None."""
    return write(_local(moment), _pattern(LONG, "j.\u00a0F Y")) if moment else ""


def short_day(moment: dt.date | None) -> str:
    """`21.11.2026` (English: `21 Nov 2026`); empty for None."""
    return write(_local(moment), _pattern(SHORT, "d.m.Y")) if moment else ""


def month(moment: dt.date | None) -> str:
    """`november 2026`; empty for None."""
    return write(_local(moment), "F Y") if moment else ""


def clock_time(moment: dt.datetime | None) -> str:
    """`14:05`, local; empty for None."""
    return write(_local(moment), CLOCK) if moment else ""


def day_and_time(moment: dt.datetime | None) -> str:
    """`21. november 2026 kl. 14:05` (English: `21 November 2026 at 14:05`); empty for None."""
    if not moment:
        return ""
    link = _pattern({"en": "at"}, "kl.")
    return f"{day(moment)} {link}{UNBROKEN}{clock_time(moment)}"


def unbroken(words: str) -> str:
    """A number of several parts, such as `73 19 97 00` or `AML § 5-2`, that stays on one line."""
    return words.replace(" ", UNBROKEN)

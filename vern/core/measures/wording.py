"""Measures in words, the same on pages, in mails and in files."""

from __future__ import annotations

import datetime as dt

from django.utils.dateformat import format as write
from django.utils.translation import gettext as _

from vern.core.kernel.ui.dates import short_day
from vern.core.measures import rules


def month(day: dt.date) -> str:
    """`mai 2027`."""
    return write(day, "F Y")


def deadline(timing: str, due_on: dt.date) -> str:
    """By when, as the beginning of a sentence."""
    if timing == rules.MONTH:
        return _("During %(month)s") % {"month": month(due_on)}
    if timing == rules.YEARLY:
        return _("Every year, next in %(month)s") % {"month": month(due_on)}
    if timing == rules.CONTINUOUS:
        return _("All the time, next review by %(day)s") % {"day": short_day(due_on)}
    return _("By %(day)s") % {"day": short_day(due_on)}


def kroner(amount: int) -> str:
    """`NOK 120 000`; the spaces do not break."""
    return _("NOK %(amount)s") % {"amount": f"{amount:,}".replace(",", "\N{NO-BREAK SPACE}")}

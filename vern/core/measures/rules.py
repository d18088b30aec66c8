"""When a measure is to be done: pure reckoning with dates."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

DAY: Final = "day"
MONTH: Final = "month"
YEARLY: Final = "yearly"
CONTINUOUS: Final = "continuous"

RECURRING: Final = (YEARLY, CONTINUOUS)
"""Deadlines that come back when it has been done."""

YEAR: Final = 12
"""Months."""


def month_end(day: dt.date) -> dt.date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def next_year(day: dt.date) -> dt.date:
    """The end of the same month in the year after (February has a day more or less)."""
    return month_end(months_after(day.replace(day=1), YEAR))


def first_due(timing: str, day: dt.date | None, today: dt.date) -> dt.date:
    """The first day by which it is to be done. Raises ValueError where a day is needed."""
    if timing == CONTINUOUS:
        return months_after(today, YEAR)
    if day is None:
        raise ValueError(timing)
    if timing == DAY:
        return day
    due = month_end(day)
    while timing == YEARLY and due < today:
        due = next_year(due)
    return due


def due_again(timing: str, due: dt.date, today: dt.date) -> dt.date:
    """The next day by which a recurring measure is to be done, once it has been."""
    if timing == CONTINUOUS:
        return months_after(today, YEAR)
    after = next_year(due)
    while after <= today:
        after = next_year(after)
    return after


def too_early(timing: str, due: dt.date, today: dt.date) -> bool:
    """Whether a recurring measure has been done for now: its next time is more than a year off."""
    limit = months_after(today, YEAR)
    return due > limit if timing == YEARLY else timing == CONTINUOUS and due >= limit

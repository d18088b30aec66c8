"""When to remind and when to tell the leader above: reckoning with days alone, so that no clock change
moves a deadline. No database, no request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GRACE: Final = dt.timedelta(days=30)
"""So long after its day it is made up for what a stopped job has missed. What has been late for longer
has been told of, or was late before there was a calendar: nobody is told of years of it at once."""

REMINDING_FROM: Final = dt.time(5)
"""Local time from which one is reminded: early enough for the day's one mail at seven."""

YEAR: Final = 12
"""Months."""


class Reminder(StrEnum):
    """What one is reminded of: that the day comes, or that it has passed."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Timing:
    """Days before the day on which one is reminded (0: on it), and days late after which the leader
    above is told; None: never."""

    remind_before: int | None = None
    escalate_after: int | None = None


def days_late(due: dt.date, today: dt.date) -> int:
    """Whole days past it; 0 while it is not."""
    return max((today - due).days, 0)


def reminder(due: dt.date, today: dt.date, timing: Timing) -> Reminder | None:
    """What one should have been reminded of by this day."""
    if today > due:
        return Reminder.AFTER if today - due <= GRACE else None
    before = timing.remind_before
    return Reminder.BEFORE if before is not None and (due - today).days <= before else None


def escalates(due: dt.date, today: dt.date, timing: Timing) -> bool:
    """Whether the leader above should have been told by this day."""
    after = timing.escalate_after
    if after is None or today <= due:
        return False
    return after <= (today - due).days <= after + GRACE.days


def may_remind_at(local: dt.time) -> bool:
    """Whether it is late enough in the day, by the local clock."""
    return local >= REMINDING_FROM


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year. Raises ValueError for one that no calendar has."""

    year: int
    number: int

    def __post_init__(self) -> None:
        dt.date(self.year, self.number, 1)
        if self.year == dt.MAXYEAR:
            raise ValueError(self.year)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def after(self) -> dt.date:
        """The first day that is not in it."""
        year, before = divmod(self.year * YEAR + self.number, YEAR)
        return dt.date(year, before + 1, 1)

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """From `2026-12`; None for anything else."""
        year, _dash, number = text.partition("-")
        if not (
            text.isascii() and year.isdigit() and number.isdigit() and len(text) <= len("2026-12")
        ):
            return None
        try:
            return cls(int(year), int(number))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def wheel(begin: dt.date) -> list[Month]:
    """Twelve months from the one that a day is in."""
    total = begin.year * YEAR + begin.month - 1
    return [Month(each // YEAR, each % YEAR + 1) for each in range(total, total + YEAR)]

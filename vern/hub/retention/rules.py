"""When something has been kept for long enough, how many must approve, and what a list says. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NEVER: Final = 0
"""Months of a rule that nobody has made: nothing is ever erased."""
ALONE: Final = 5
"""Percent of a sort's cases that one person may have erased, until the institution says otherwise."""
REGRET: Final = dt.timedelta(days=1)
"""From the approval until the first case is erased. Whoever may decide can stop it meanwhile."""

_MONTHS: Final = 12


def kept_until(closed: dt.date, months: int) -> dt.date:
    """The day on which so many whole months have passed. Where the month has no such day, it is the
    first of the next: never a day too early."""
    year, month = divmod(closed.year * _MONTHS + closed.month - 1 + months, _MONTHS)
    month += 1
    if closed.day <= monthrange(year, month)[1]:
        return dt.date(year, month, closed.day)
    return dt.date(year, month, monthrange(year, month)[1]) + dt.timedelta(days=1)


def last_day(today: dt.date, months: int) -> dt.date:
    """The last day on which a case may have been closed, to be due today."""
    year, month = divmod(today.year * _MONTHS + today.month - 1 - months, _MONTHS)
    month += 1
    return dt.date(year, month, min(today.day, monthrange(year, month)[1]))


def is_due(closed: dt.date, months: int, today: dt.date) -> bool:
    """Whether a case may be erased. Never where there is no rule."""
    return months > NEVER and kept_until(closed, months) <= today


def asks_two(count: int, of: int, percent: int) -> bool:
    """Whether two people must approve: more than this share of a sort would go."""
    return count * 100 > of * percent


@dataclass(frozen=True)
class Listed:
    """A case on a list: its key, the sort that it belongs to, and when it was closed (UTC microseconds
    since 1970)."""

    record: int
    rule: str
    closed: int


def digest(rules: object, listed: Iterable[Listed]) -> str:
    """Holds fast what somebody has seen and approved: the rules, and each case."""
    rows = sorted((each.rule, each.record, each.closed) for each in listed)
    content = json.dumps([rules, rows], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


class Kept(StrEnum):
    """Why a case on an approved list is kept after all."""

    CHANGED = "changed"
    HELD = "held"
    NOT_DUE = "not_due"


@dataclass(frozen=True)
class Standing:
    """How a case stands in the moment in which it is to be erased. `over`: it is still closed as it was
    listed, and nobody waits for anything in it; `months`: of the rule as it is now."""

    over: bool
    held: bool
    closed: dt.date
    months: int


def kept_because(standing: Standing, today: dt.date) -> Kept | None:
    """Why it is not to be erased now; None where it is."""
    if standing.held:
        return Kept.HELD
    if not standing.over:
        return Kept.CHANGED
    return None if is_due(standing.closed, standing.months, today) else Kept.NOT_DUE

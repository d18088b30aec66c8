"""How something stands to the day it is to be done by: one reckoning for lists, desk and calendar.
Days alone, so that no clock change moves it. No database, no request."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from typing import Final

SOON: Final = dt.timedelta(days=7)
"""What is due within these days is soon due."""


class Urgency(IntEnum):
    """Sorts with the most urgent first."""

    LATE = 0
    SOON = 1
    LATER = 2


def urgency(due: dt.date | None, today: dt.date) -> Urgency:
    """The day itself is not late yet. What has no day is neither late nor soon due."""
    if due is None:
        return Urgency.LATER
    if due < today:
        return Urgency.LATE
    return Urgency.SOON if due - today <= SOON else Urgency.LATER

"""Fault 10: clocks that jump, and nights that have 23 or 25 hours.

Runs beside Django: `python -m faults.clocks` reports at many moments, prints what came of it as
JSON; the reference is worked out from the moment alone, with nothing of ours.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import django
import time_machine

from faults import without

OSLO = ZoneInfo("Europe/Oslo")
HOURS = range(-3, 6)
NIGHTS = (
    dt.datetime(2026, 10, 25, tzinfo=dt.UTC),  # 25 hours
    dt.datetime(2027, 3, 28, tzinfo=dt.UTC),  # 23 hours
    dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    dt.datetime(2028, 2, 29, tzinfo=dt.UTC),
)


def moments() -> Iterator[dt.datetime]:
    """Each night by the quarter, then leaps to and fro as a clock that is set makes them."""
    for night in NIGHTS:
        for hour in HOURS:
            for minute in (0, 14, 15, 59):
                yield night + dt.timedelta(hours=hour, minutes=minute)
    now = dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC)
    for _ in range(60):
        now += random.choice((dt.timedelta(hours=2), dt.timedelta(hours=-2), dt.timedelta(days=-1)))
        yield now + dt.timedelta(minutes=random.randrange(60))


def _local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(OSLO).date()


def main() -> None:
    django.setup()
    without.take_away(os.environ.get("FAULTS_WITHOUT", ""))
    from faults.clock_work import Told, told_at  # noqa: PLC0415  (needs Django set up)

    right = wrong = 0
    for moment in moments():
        with time_machine.travel(moment, tick=False):
            told: Told = told_at(moment)
        day = _local_day(moment)
        due = day + dt.timedelta(days=told.days_to_close)
        last_minute = dt.datetime.combine(due, dt.time(23, 59), OSLO)
        next_minute = last_minute.astimezone(dt.UTC) + dt.timedelta(minutes=1)
        with time_machine.travel(last_minute, tick=False):
            early = told.is_late()
        with time_machine.travel(next_minute, tick=False):
            late = told.is_late()
        as_it_should = told.due_on == due and told.year == day.year and not early and late
        right += as_it_should
        wrong += not as_it_should
    sys.stdout.write(json.dumps({"right": right, "wrong": wrong}))


if __name__ == "__main__":
    main()

"""The one clock. Everything that asks for the time asks here, so that a moment can be held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_held: ContextVar[dt.datetime | None] = ContextVar("held_moment", default=None)


def now() -> dt.datetime:
    """The moment, aware, in UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)  # noqa: TID251 (this is the clock)


def today() -> dt.date:
    """The date where the institution is."""
    return timezone.localdate(now())


def year_of(moment: dt.datetime) -> int:
    """The calendar year of a moment where the institution is."""
    return timezone.localdate(moment).year


def start_of(day: dt.date) -> dt.datetime:
    """Local midnight at which the day begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


def end_of(day: dt.date) -> dt.datetime:
    """Local midnight at which the day ends: the first moment that is not in it."""
    return start_of(day + dt.timedelta(days=1))


def microseconds(moment: dt.datetime) -> int:
    """UTC microseconds since 1970: what history lines store."""
    return (moment - _BEGINNING) // dt.timedelta(microseconds=1)


def moment(microseconds: int) -> dt.datetime:
    """The moment that a history line stores."""
    return _BEGINNING + dt.timedelta(microseconds=microseconds)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let it be this moment: for tests, imports of old data and the demo university."""
    if moment.tzinfo is None:
        raise ValueError("clock.at needs an aware datetime")
    token = _held.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.reset(token)

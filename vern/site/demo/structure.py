"""The demo's units in time: which exist, where they hang, who takes over. No database."""

from __future__ import annotations

import datetime as dt
from functools import cache

from vern.site.demo.content import Change, Names, UnitRow, changes, units


@cache
def by_code() -> dict[str, UnitRow]:
    return {unit.code: unit for unit in units()}


def reporting(on: dt.date) -> list[UnitRow]:
    """The units that answer the annual report on a date."""
    return [unit for unit in units() if unit.reports and unit.exists(on)]


def exists_today(code: str) -> bool:
    return by_code()[code].valid_to is None


@cache
def _endings() -> dict[str, Change]:
    return {
        code: change
        for change in changes()
        if change.verb != "rename"
        for code in change.sources
        if code not in change.targets
    }


def ending(code: str) -> Change | None:
    """The change by which a unit ended, if it did."""
    return _endings().get(code)


def home(code: str, on: dt.date, number: int) -> str:
    """Where someone who began at a unit belongs on a date; `number` decides after a split."""
    end = ending(code)
    if end is None or on < end.on:
        return code
    return home(end.targets[number % len(end.targets)], on, number)


def names_on(code: str, on: dt.date) -> Names:
    """What a unit was called on a date."""
    for change in changes():
        renamed = change.verb == "rename" and change.sources == (code,)
        if renamed and change.before and on < change.on:
            return change.before
    return by_code()[code].names


def reporting_unit(code: str) -> str | None:
    """The unit itself or the nearest above it that reports; None for those above all that do."""
    unit = by_code()[code]
    while not unit.reports:
        if not unit.parent:
            return None
        unit = by_code()[unit.parent]
    return unit.code

"""Decide for a whole year how each report's handling runs, so that the year's totals come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from vern.site.demo.content import published
from vern.site.demo.handling import ZONE, Course, closing_delay, days
from vern.site.demo.severity import Judged, likely, spread

UNASSESSED = 18  # reports of 2025 that nobody had looked at on the extract date
REOPENED_SHARE = 0.012
# Reports of 2025 that were taken up again: before the extract and still open on it; after it.
REOPENED_AND_OPEN, REOPENED_LATER = 3, 2


def extract_end() -> dt.datetime:
    """The first moment after the extract date of the published report."""
    day = published().extract + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), ZONE)


def courses(
    opened: Sequence[dt.datetime],
    groups: Sequence[str],
    judged: Mapping[int, Judged],
    *,
    exact: bool,
    chance: Random,
) -> list[Course]:
    """A course for each report of a year, in order. `exact` makes it the published year."""
    if not exact:
        return [
            Course(
                levels=likely(judged[number], chance) if number in judged else None,
                reopen=chance.random() < REOPENED_SHARE,
            )
            for number in range(len(opened))
        ]
    for number in _unassessed(opened, judged, chance):
        judged[number].unassessed = True
    numbers = sorted(judged)
    levels = dict(zip(numbers, spread([judged[number] for number in numbers]), strict=True))
    found = [
        Course(
            levels=levels.get(number),
            unassessed=number in judged and judged[number].unassessed,
            assess_before=extract_end() - days(1) if number in judged else None,
        )
        for number in range(len(opened))
    ]
    _settle(opened, groups, found, chance)
    return found


def _unassessed(
    opened: Sequence[dt.datetime], judged: Mapping[int, Judged], chance: Random
) -> list[int]:
    """Late reports of no great danger that still lay unread on the extract date."""
    late = [
        number
        for number, report in judged.items()
        if opened[number].month == 12 and all(box.holds(0, 0) for box in report.boxes)
    ]
    return chance.sample(late, UNASSESSED)


def _settle(
    opened: Sequence[dt.datetime], groups: Sequence[str], found: list[Course], chance: Random
) -> None:
    """Close exactly as many as published by the extract date: those that would close first."""
    events = [i for i, group in enumerate(groups) if group in {"event", "nonconformity"}]
    suggestions = [i for i, group in enumerate(groups) if group == "suggestion"]
    _close(opened, events, published().events_closed, found, chance)
    _close(opened, suggestions, published().suggestions_closed, found, chance)
    _reopen(opened, events, found, chance)


def _close(
    opened: Sequence[dt.datetime], numbers: list[int], count: int, found: list[Course],
    chance: Random,
) -> None:  # fmt: skip
    end = extract_end()
    by_end = sorted(
        numbers,
        key=lambda i: (
            found[i].unassessed,
            opened[i] + days(closing_delay(chance) * chance.uniform(0.5, 9)),
        ),
    )
    for place, number in enumerate(by_end):
        if place < count:
            found[number] = replace(found[number], close_before=end)
        else:
            found[number] = replace(found[number], close_after=end)


def _reopen(
    opened: Sequence[dt.datetime], events: list[int], found: list[Course], chance: Random
) -> None:
    """Some were taken up again: early ones and closed again, some still open, some later."""
    end = extract_end()
    early = [i for i in events if found[i].close_before and opened[i].month < 7]
    chosen = chance.sample(early, 8 + REOPENED_LATER)
    for number in chosen[:8]:
        limit = opened[number] + days(80)
        found[number] = replace(found[number], reopen=True, close_before=limit)
    for number in chosen[8:]:
        found[number] = replace(found[number], reopen=True, reopen_after=end)
    waiting = [
        i for i in events
        if found[i].close_after and not found[i].unassessed and opened[i].month < 9
    ]  # fmt: skip
    for number in chance.sample(waiting, REOPENED_AND_OPEN):
        found[number] = replace(
            found[number], reopen=True, close_after=None,
            close_before=opened[number] + days(60), close_again_after=end,
        )  # fmt: skip

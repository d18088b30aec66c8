"""Plan the reports of a year: what, where, by whom, how grave, and how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from vern.site.demo.catalogue import Box, Case, cases
from vern.site.demo.content import (
    BuildingRow,
    RoomRow,
    UnitRow,
    buildings,
    dice,
    last_day,
    published,
    read_toml,
    rooms,
    units,
    volumes,
)
from vern.site.demo.courses import courses
from vern.site.demo.handling import ZONE, Course, days, handle, office_hours
from vern.site.demo.planned import PlannedReport
from vern.site.demo.posts import members_on
from vern.site.demo.severity import DoesNotFitError, Judged
from vern.site.demo.structure import by_code, exists_today
from vern.site.demo.texts import Writer

GROUPS = ("event", "nonconformity", "suggestion", "rejected")
NO_HARM_TYPES = ("near_miss", "hazardous_condition")
_ABOVE = ("institution", "faculty", "administration")
_LOCAL_PULL = 2.2  # what belongs to the unit's own work is reported more than what is everywhere
_MOVED = 0.025
_UNKNOWN = 0.07
_TRIES = 30
# What waits for the demo's leader on the last day, so that there is something to do.
_DESK, _WAITING, _WAITING_DAYS = "IKP", 5, 12
# Those of the cast who report, and how much of what comes from their department is theirs.
_CAST_REPORTERS, _CAST_SHARE = ("employee", "student"), 0.3


@dataclass(frozen=True)
class Draft:
    """A report before it is written: which case, when and where."""

    group: str
    case: Case
    type: str
    opened_at: dt.datetime
    unit: UnitRow
    gravity: float
    waiting: bool = False  # nobody has looked at it yet on the demo's last day

    @property
    def boxes(self) -> tuple[Box, Box, Box]:
        """What is plausible for this type: where it went well, nothing happened to anyone."""
        if self.type not in NO_HARM_TYPES:
            return self.case.boxes
        first, second, third = (Box((0, 0), box.potential) for box in self.case.boxes)
        return first, second, third


@cache
def _volume_rules() -> dict[str, Any]:
    return read_toml("volumes.toml")


@cache
def _places(building: str) -> tuple[RoomRow, ...]:
    return tuple(room for room in rooms() if room.building == building)


@cache
def _kinds(unit: str) -> frozenset[str]:
    return frozenset(
        room.kind for building in by_code()[unit].buildings for room in _places(building)
    )


@cache
def _pull(unit: str) -> float:
    """How much a unit reports: its size, its work, and a habit of its own."""
    row = by_code()[unit]
    factors: dict[str, float] = _volume_rules()["profiles"]
    work = max(factors[part] for part in row.profile)
    return row.size * work * dice(f"habit-{unit}").uniform(0.6, 1.5)


@cache
def _choices(unit: str, group: str, month: int) -> tuple[tuple[Case, ...], tuple[float, ...]]:
    """The cases that can happen at a unit in a month, with their weights."""
    fitting = [case for case in cases() if _group_fits(case, group) and _fits(case, unit, month)]
    totals: dict[str, float] = {}
    for case in cases():
        if _group_fits(case, group):
            totals[case.family.key] = totals.get(case.family.key, 0.0) + case.weight
    weights = [
        case.family.weight
        * case.weight
        / totals[case.family.key]
        * (1.0 if "any" in case.at else _LOCAL_PULL)
        for case in fitting
    ]
    return tuple(fitting), tuple(weights)


def _group_fits(case: Case, group: str) -> bool:
    if case.reason or group == "rejected":
        return bool(case.reason) and group == "rejected"
    if group == "event":
        return case.types[0] not in GROUPS
    return case.types == (group,)


def _fits(case: Case, unit: str, month: int) -> bool:
    return (
        case.fits_unit(by_code()[unit].profile)
        and (not case.months or month in case.months)
        and any(kind in _kinds(unit) for kind in case.rooms)
    )


def _moment(year: int, chance: Random) -> dt.datetime:
    """When people report: in term, on weekdays, in working hours for the most part."""
    rules = _volume_rules()
    last = last_day()
    while True:
        month = chance.choices(range(1, 13), rules["months"]["weights"])[0]
        day = dt.date(year, month, 1) + dt.timedelta(days=chance.randrange(31))
        if day.month != month or day > last or (day.weekday() > 4 and chance.random() < 0.86):
            continue
        hour = chance.choices(range(24), rules["hours"]["weights"])[0]
        if day == last and hour > 14:
            continue
        return dt.datetime.combine(
            day, dt.time(hour, chance.randrange(60), chance.randrange(60)), ZONE
        )


def _draft(year: int, group: str, chance: Random) -> Draft:
    while True:
        opened = _moment(year, chance)
        there = [u for u in units() if u.kind not in _ABOVE and u.exists(opened.date())]
        unit = chance.choices(there, [_pull(u.code) for u in there])[0]
        found, weights = _choices(unit.code, group, opened.month)
        if not found:
            continue
        case = chance.choices(found, weights)[0]
        return Draft(group, case, chance.choice(case.types), opened, unit, chance.random())


def _waiting(chance: Random) -> Draft:
    """A fresh report at the demo leader's unit."""
    last = last_day()
    opened = office_hours(
        dt.datetime.combine(
            last - dt.timedelta(days=chance.randrange(3, _WAITING_DAYS)), dt.time(13), ZONE
        ),
        chance,
    )
    found, weights = _choices(_DESK, "event", opened.month)
    case = chance.choices(found, weights)[0]
    unit, kind = by_code()[_DESK], chance.choice(case.types)
    return Draft("event", case, kind, opened, unit, chance.random(), waiting=True)


def _drafts(year: int, chance: Random) -> list[Draft]:
    volume = volumes()[year]
    wanted = {
        "event": volume.events - volume.nonconformities,
        "nonconformity": volume.nonconformities,
        "suggestion": volume.suggestions,
        "rejected": volume.rejected,
    }
    fresh = _WAITING if year == last_day().year else 0
    wanted["event"] -= fresh
    drafts = [_draft(year, group, chance) for group in GROUPS for _ in range(wanted[group])]
    drafts += [_waiting(chance) for _ in range(fresh)]
    return sorted(drafts, key=lambda draft: draft.opened_at)


def _happened(opened: dt.datetime, chance: Random) -> dt.datetime:
    """Mostly the same day, at times the day before, seldom earlier."""
    share = chance.random()
    if share < 0.6 and opened.hour >= 8:
        start = opened.replace(hour=7, minute=chance.randrange(0, 60))
        return start + (opened - start) * chance.uniform(0.1, 0.95)
    back = 1 if share < 0.88 else chance.randint(2, 6)
    return (opened - days(back)).replace(
        hour=chance.choices(range(7, 21), (3, 6, 8, 9, 8, 7, 8, 9, 7, 4, 3, 2, 2, 1))[0],
        minute=chance.randrange(60),
    )


def _place(draft: Draft, chance: Random) -> tuple[BuildingRow, RoomRow]:
    possible = [
        room
        for code in draft.unit.buildings
        for room in _places(code)
        if room.kind in draft.case.rooms
    ]
    room = chance.choice(possible)
    return next(row for row in buildings() if row.code == room.building), room


def _reporter(draft: Draft, chance: Random) -> int:
    """Someone at the unit, if possible with the language of the text."""
    people = members_on(draft.unit.code, draft.opened_at.date())
    if draft.unit.code == _DESK and draft.case.language == "nb" and chance.random() < _CAST_SHARE:
        people = [person for person in people if person.demo_role in _CAST_REPORTERS]
    own = [person for person in people if person.language == draft.case.language]
    return chance.choice(own or people).number


def _wrong_unit(draft: Draft, chance: Random) -> UnitRow | None:
    """A neighbour that the report is first placed at by mistake."""
    early = draft.opened_at.date() < last_day() - dt.timedelta(days=7)
    if draft.group == "rejected" or not early or not exists_today(draft.unit.code):
        return None
    if chance.random() > _MOVED:
        return None
    near = [
        unit
        for unit in units()
        if unit.parent == draft.unit.parent and unit.code != draft.unit.code
        and unit.exists(draft.opened_at.date()) and unit.reports
    ]  # fmt: skip
    return chance.choice(near) if near else None


def _words(
    draft: Draft, happened: dt.datetime, chance: Random
) -> tuple[tuple[BuildingRow, RoomRow], Writer, str]:
    place = _place(draft, chance)
    writer = Writer(draft.case, place, (happened, draft.opened_at), chance)
    return place, writer, writer.description()


def _write(draft: Draft, key: str, seen: set[str], chance: Random) -> PlannedReport:
    """The report in words that no other report of the year has."""
    happened = _happened(draft.opened_at, chance)
    place, writer, description = _words(draft, happened, chance)
    for _ in range(_TRIES):
        if description not in seen:
            break
        place, writer, description = _words(draft, happened, chance)
    seen.add(description)
    family, own_words = draft.case.family, draft.case.language == "nb"
    wrong = _wrong_unit(draft, chance)
    moved = (draft.opened_at + days(chance.uniform(0.1, 2))) if wrong else None
    return PlannedReport(
        key=key,
        opened_at=draft.opened_at,
        happened_at=happened.replace(second=0, microsecond=0),
        reporter=_reporter(draft, chance),
        unit=draft.unit.code,
        reported_unit=(wrong or draft.unit).code,
        building=place[0].code,
        room=place[1].room,
        language=draft.case.language,
        reported_type="unknown" if _unsure(draft, chance) else draft.type,
        type=draft.type,
        categories=family.categories[:1] if chance.random() < 0.7 else (),
        title=writer.title(),
        description=description,
        done_at_once=writer.fill(chance.choice(family.done)) if own_words else "",
        proposal=chance.choice(family.proposals) if own_words and chance.random() < 0.5 else "",
        case=draft.case.number,
        moved_at=office_hours(moved, chance) if moved else None,
    )


def _unsure(draft: Draft, chance: Random) -> bool:
    return draft.group == "event" and chance.random() < _UNKNOWN


def _judged(drafts: Sequence[Draft]) -> dict[int, Judged]:
    """The drafts that get a severity, by their place in the year."""
    return {
        number: Judged(draft.boxes, draft.gravity)
        for number, draft in enumerate(drafts)
        if draft.group == "event"
    }


def _fitting(year: int) -> tuple[list[Draft], list[Course], Random]:
    """A year's drafts and courses; drawn anew where no levels fit what was drawn."""
    exact = year == published().year
    for attempt in range(_TRIES):
        chance = dice(f"reports-{year}-{attempt}")
        drafts = _drafts(year, chance)
        opened = [draft.opened_at for draft in drafts]
        groups = [draft.group for draft in drafts]
        try:
            found = courses(opened, groups, _judged(drafts), exact=exact, chance=chance)
        except DoesNotFitError:
            continue
        return drafts, found, chance
    raise DoesNotFitError(f"no draw of {year} fits the published figures")


@cache
def plan_year(year: int) -> tuple[PlannedReport, ...]:
    """All reports registered in a year, in the order they came. Always the same."""
    drafts, found, chance = _fitting(year)
    seen: set[str] = set()
    reports = []
    for number, draft in enumerate(drafts):
        report = _write(draft, f"{year}-{number + 1:04}", seen, chance)
        if found[number].unassessed:
            report = _as_reported(report)
        course = replace(found[number], waiting=draft.waiting)
        reports.append(handle(report, draft.case, course, chance))
    return tuple(reports)


def _as_reported(report: PlannedReport) -> PlannedReport:
    """Nobody will correct the type, so the reporter has chosen it."""
    return replace(report, reported_type=report.type)


def plan_years() -> tuple[int, ...]:
    return tuple(sorted(volumes()))

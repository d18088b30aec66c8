"""History lines of units, people and buildings, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vern.core.history import queries as history
from vern.core.history.queries import Entry
from vern.core.kernel.editable import content_kinds
from vern.core.kernel.ui import dates
from vern.core.org.models import (
    Building,
    OtherEmployer,
    Person,
    Role,
    Room,
    SafetyArea,
    Unit,
)

NEWEST = 50


@dataclass(frozen=True)
class TrailLine:
    """One line: what was done, and by whom and when."""

    title: str
    details: tuple[str, ...]
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Words:
    """Today's names of what history lines name by code."""

    units: Mapping[str, str]
    roles: Mapping[str, str]
    areas: Mapping[str, str]
    buildings: Mapping[str, str]
    rooms: Mapping[str, str]
    employers: Mapping[str, str]


def of_unit(unit: Unit) -> list[TrailLine]:
    """The newest lines of a unit, newest first."""
    return _lines(history.of_unit(unit, newest=NEWEST), about_unit=True)


def of_person(person: Person) -> list[TrailLine]:
    """The newest lines of a person, newest first."""
    return _lines(history.of_person(person, newest=NEWEST), about_unit=False)


def of_building(building: Building) -> list[TrailLine]:
    """The newest lines of a building, its rooms and its other employers, newest first."""
    entries = history.of_building(building.code, newest=NEWEST)
    return _lines([_within(entry) for entry in entries], about_unit=False)


def _within(entry: Entry) -> Entry:
    """An entry without what the building's own page says of itself."""
    facts = {key: value for key, value in entry.facts.items() if key != "building"}
    return replace(entry, facts=facts, unit="")


def _lines(entries: list[Entry], *, about_unit: bool) -> list[TrailLine]:
    words = Words(
        units={unit.code: unit.name for unit in Unit.objects.all()},
        roles={role.key: role.name for role in _if_named(Role.objects.all(), entries, "role")},
        areas={a.code: a.name for a in _if_named(SafetyArea.objects.all(), entries, "area")},
        buildings=_names(Building.objects.all(), entries, "building", by="code"),
        rooms=_names(Room.objects.all(), entries, "room"),
        employers=_names(OtherEmployer.objects.all(), entries, "employer"),
    )
    return [_line(entry, words, about_unit=about_unit) for entry in reversed(entries)]


def _if_named(known: QuerySet[Any], entries: list[Entry], fact: str) -> QuerySet[Any]:
    """Nothing is asked where no entry has the fact."""
    return known if any(fact in entry.facts for entry in entries) else known.none()


def _names(
    known: QuerySet[Any], entries: list[Entry], fact: str, *, by: str = "pk"
) -> dict[str, str]:
    """Today's names of what the entries name in a fact; nothing is asked where none does."""
    keys = {entry.facts[fact] for entry in entries if fact in entry.facts}
    if not keys:
        return {}
    return {
        str(key): name for key, name in known.filter(**{f"{by}__in": keys}).values_list(by, "name")
    }


def _line(entry: Entry, words: Words, *, about_unit: bool) -> TrailLine:
    subject = entry.person if about_unit else entry.unit
    details = [subject, *_facts(entry.facts, words)]
    details += [_("Before: %(text)s") % {"text": text} for _field, text in entry.former if text]
    return TrailLine(
        entry.label,
        tuple(each for each in details if each),
        entry.who,
        entry.at,
    )


def _facts(facts: Mapping[str, str | int | bool | None], words: Words) -> list[str]:
    """Each fact that a reader wants, as a few words; what no list knows is left as it is."""
    told = []
    for key, value in facts.items():
        if value in (None, "", 0):
            continue
        text = _fact(key, str(value), words)
        if text:
            told.append(text)
    return told


def _fact(key: str, value: str, words: Words) -> str:
    if key in {"on", "last_day"}:
        shown = dates.day(dt.date.fromisoformat(value))
        return (_("From %(day)s") if key == "on" else _("Last day: %(day)s")) % {"day": shown}
    named = {
        "role": words.roles,
        "area": words.areas,
        "building": words.buildings,
        "room": words.rooms,
        "unit": words.units,
    }
    if key in named:
        return named[key].get(value, value)
    if key == "cover":  # who was asked is theirs to tell
        return ""
    if key == "employer":  # a number says nothing of one that is gone
        return words.employers.get(value, "")
    if key == "content":
        kind, _slash, row = value.partition("/")
        found = content_kinds.get(kind)
        return f"{found.label}: {row}" if found else value
    counts = {
        "members": _("People who came along: %(count)s"),
        "rooms": _("Rooms: %(count)s"),
    }
    if key in counts:
        return counts[key] % {"count": value}
    patterns = {
        "unit_before": _("Before: %(unit)s"),
        "parent": _("Under %(unit)s"),
        "before": _("Earlier under %(unit)s"),
        "into": _("In its place: %(unit)s"),
        "former": _("Took over from %(unit)s"),
    }
    names = ", ".join(words.units.get(code, code) for code in value.split(","))
    return patterns[key] % {"unit": names} if key in patterns else value

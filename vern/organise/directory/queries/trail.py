"""History lines of units and people, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vern.core.history import queries as history
from vern.core.history.queries import Entry
from vern.core.kernel.ui import dates
from vern.core.org.models import Person, Role, SafetyArea, Unit

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


def of_unit(unit: Unit) -> list[TrailLine]:
    """The newest lines of a unit, newest first."""
    return _lines(history.of_unit(unit, newest=NEWEST), about_unit=True)


def of_person(person: Person) -> list[TrailLine]:
    """The newest lines of a person, newest first."""
    return _lines(history.of_person(person, newest=NEWEST), about_unit=False)


def _lines(entries: list[Entry], *, about_unit: bool) -> list[TrailLine]:
    words = Words(
        units={unit.code: unit.name for unit in Unit.objects.all()},
        roles={role.key: role.name for role in Role.objects.all()},
        areas={area.code: area.name for area in SafetyArea.objects.all()},
    )
    return [_line(entry, words, about_unit=about_unit) for entry in reversed(entries)]


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
    if key == "role":
        return words.roles.get(value, value)
    if key == "area":
        return words.areas.get(value, value)
    if key == "members":
        return _("People who came along: %(count)s") % {"count": value}
    patterns = {
        "parent": _("Under %(unit)s"),
        "before": _("Earlier under %(unit)s"),
        "into": _("In its place: %(unit)s"),
        "former": _("Took over from %(unit)s"),
    }
    names = ", ".join(words.units.get(code, code) for code in value.split(","))
    return patterns[key] % {"unit": names} if key in patterns else value

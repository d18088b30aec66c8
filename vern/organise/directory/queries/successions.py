"""Which unit went up in which: read from the trail, which knows every merger and split."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vern.core.history.models import HistoryLine
from vern.core.org.tree import Place, Tree

MERGED = "unit.merged"
SPLIT = "unit.split"


@dataclass(frozen=True)
class Succession:
    """A unit ended on a day, and these took its place."""

    former_id: int
    codes: tuple[str, ...]
    on: dt.date
    split: bool


@dataclass(frozen=True)
class Relative:
    """A forerunner or a successor of a unit, and the day of the change."""

    place: Place
    on: dt.date
    split: bool


def successions() -> list[Succession]:
    """All mergers and splits, oldest first. One query."""
    lines = HistoryLine.objects.filter(verb__in=(MERGED, SPLIT), unit__isnull=False)
    found = [
        Succession(
            former_id=line.unit_id or 0,
            codes=tuple(str(line.facts["into"]).split(",")),
            on=dt.date.fromisoformat(line.facts["on"]),
            split=line.verb == SPLIT,
        )
        for line in lines
    ]
    return sorted(found, key=lambda each: each.on)


def forerunners(tree: Tree, unit_id: int, all_of_them: list[Succession]) -> list[Relative]:
    """The units whose place this one took, by the tree's date."""
    code = tree.places[unit_id].code
    return [
        Relative(tree.places[each.former_id], each.on, each.split)
        for each in all_of_them
        if code in each.codes and each.on <= tree.on and each.former_id in tree.places
    ]


def successors(tree: Tree, unit_id: int, all_of_them: list[Succession]) -> list[Relative]:
    """The units that took this one's place, by the tree's date."""
    by_code = {place.code: place for place in tree.places.values()}
    return [
        Relative(by_code[code], each.on, each.split)
        for each in all_of_them
        if each.former_id == unit_id and each.on <= tree.on
        for code in each.codes
        if code in by_code
    ]

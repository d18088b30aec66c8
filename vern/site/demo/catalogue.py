"""The texts that reports are made of: families of cases with what follows from them.

A *family* (say, blocked escape routes) owns what people do at once, what they propose, causes,
measures and answers; a *case* owns the report's own words and how serious it may be.
`sev` is written "h 0-1/1-3 m 0/0-2 e 0/0": people, material, environment; actual/potential ranges.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from vern.site.demo.content import HOME

DIMENSIONS = ("human", "material", "environment")
_INDOORS = ("office", "corridor", "lab", "lecture", "workshop")


@dataclass(frozen=True)
class Box:
    """The levels that are plausible for a case in one dimension, both ends included."""

    actual: tuple[int, int] = (0, 0)
    potential: tuple[int, int] = (0, 0)

    def holds(self, actual: int | None, potential: int | None) -> bool:
        """Whether a pair fits; a level that was not chosen hides a minor one."""
        return (
            self.actual[0] <= (actual or 0) <= self.actual[1]
            and self.potential[0] <= (potential or 0) <= self.potential[1]
        )


@dataclass(frozen=True)
class MeasureText:
    type: str
    title: str
    plan_text: str


@dataclass(frozen=True)
class Family:
    key: str
    weight: float
    categories: tuple[str, ...]
    done: tuple[str, ...]
    proposals: tuple[str, ...]
    causes: tuple[tuple[str, ...], ...]
    cause_texts: tuple[str, ...]
    measures: tuple[MeasureText, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    number: int
    family: Family
    types: tuple[str, ...]
    language: str
    title: str
    text: str
    more: tuple[str, ...]
    at: tuple[str, ...]
    rooms: tuple[str, ...]
    months: tuple[int, ...]
    boxes: tuple[Box, Box, Box]
    weight: float
    reason: str

    @property
    def own_weight(self) -> float:
        return self.weight

    def fits_unit(self, profile: tuple[str, ...]) -> bool:
        return "any" in self.at or any(part in self.at for part in profile)


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def boxes(text: str) -> tuple[Box, Box, Box]:
    """Read "h 0-1/1-3 m 0/0-2"; what is not named is 0/0."""
    found = {"h": Box(), "m": Box(), "e": Box()}
    words = text.split()
    for letter, pair in zip(words[::2], words[1::2], strict=True):
        actual, _, potential = pair.partition("/")
        found[letter] = Box(_range(actual), _range(potential))
    return found["h"], found["m"], found["e"]


def _family(key: str, data: dict[str, Any]) -> Family:
    return Family(
        key=key,
        weight=data["weight"],
        categories=tuple(data["categories"]),
        done=tuple(data["done"]),
        proposals=tuple(data["proposal"]),
        causes=tuple(tuple(group) for group in data["causes"]),
        cause_texts=tuple(data["cause_texts"]),
        measures=tuple(MeasureText(*row) for row in data["measures"]),
        closing=tuple(data["closing"]),
    )


def _case(number: int, family: Family, shared: dict[str, Any], data: dict[str, Any]) -> Case:
    return Case(
        number=number,
        family=family,
        types=tuple(data["types"]),
        language=data.get("lang", "nb"),
        title=data["title"],
        text=data["text"],
        more=tuple(data.get("more", ())),
        at=tuple(data.get("at", shared.get("at", ("any",)))),
        rooms=tuple(data.get("rooms", shared.get("rooms", _INDOORS))),
        months=tuple(data.get("months", ())),
        boxes=boxes(data.get("sev", "")),
        weight=data.get("weight", 1),
        reason=data.get("reason", ""),
    )


@cache
def cases() -> tuple[Case, ...]:
    """All cases, in the order of the files."""
    found: list[Case] = []
    for path in sorted((HOME / "incidents").glob("*.toml")):
        for key, data in tomllib.loads(path.read_text(encoding="utf-8"))["family"].items():
            family = _family(key, data)
            for row in data["case"]:
                found.append(_case(len(found), family, data, row))
    return tuple(found)

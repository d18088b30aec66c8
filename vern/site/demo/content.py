"""Read the demo's content: units, buildings, name lists and volumes. No database."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HOME = Path(__file__).parent / "content"
ROOT = "NTNU"


def dice(seed: str) -> Random:
    """A generator that gives the same numbers for the same seed on every machine."""
    return Random(seed)  # noqa: S311 - a plan that repeats itself, not a secret


def read_toml(name: str) -> dict[str, Any]:
    with (HOME / name).open("rb") as file:
        return tomllib.load(file)


def read_csv(name: str) -> list[dict[str, str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Names:
    nb: str
    nn: str
    en: str


@dataclass(frozen=True)
class UnitRow:
    """A unit as it stands at the end of its life (names before a rename are in `Change`)."""

    code: str
    parent: str
    kind: str
    names: Names
    status: str
    reports: bool
    valid_from: dt.date
    valid_to: dt.date | None
    size: int
    profile: tuple[str, ...]
    buildings: tuple[str, ...]

    def exists(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Change:
    """A merger, a split or a rename; `on` is the first day of the new structure."""

    on: dt.date
    verb: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    before: Names | None
    status: str


@dataclass(frozen=True)
class BuildingRow:
    code: str
    name: str
    campus: str


@dataclass(frozen=True)
class RoomRow:
    building: str
    room: str
    kind: str


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@cache
def units() -> tuple[UnitRow, ...]:
    return tuple(
        UnitRow(
            code=row["code"],
            parent=row["parent"],
            kind=row["kind"],
            names=Names(row["name_nb"], row["name_nn"], row["name_en"]),
            status=row["status"],
            reports=row["reports"] == "yes",
            valid_from=dt.date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            size=int(row["size"]),
            profile=tuple(row["profile"].split()),
            buildings=tuple(row["buildings"].split()),
        )
        for row in read_csv("units.csv")
    )


@cache
def changes() -> tuple[Change, ...]:
    return tuple(
        Change(
            on=row["on"],
            verb=row["verb"],
            sources=tuple(row["from"]),
            targets=tuple(row["to"]),
            before=Names(**row["before"]) if "before" in row else None,
            status=row["status"],
        )
        for row in read_toml("changes.toml")["change"]
    )


@cache
def buildings() -> tuple[BuildingRow, ...]:
    return tuple(BuildingRow(**row) for row in read_csv("buildings.csv"))


@cache
def rooms() -> tuple[RoomRow, ...]:
    return tuple(RoomRow(**row) for row in read_csv("rooms.csv"))


@dataclass(frozen=True)
class Volume:
    """How many reports a year brings; rejected ones come on top and count nowhere."""

    year: int
    events: int
    nonconformities: int
    suggestions: int
    rejected: int


@cache
def volumes() -> dict[int, Volume]:
    return {row["year"]: Volume(**row) for row in read_toml("volumes.toml")["year"]}


@dataclass(frozen=True)
class Published:
    """What the annual report 2025 states, and the extract date that we assume."""

    year: int
    extract: dt.date
    events: int
    events_closed: int
    suggestions: int
    suggestions_closed: int
    reporting_units: dict[int, int]
    severity: dict[str, tuple[int, ...]]


@cache
def published() -> Published:
    data = read_toml("published_2025.toml")
    severity = {name: tuple(row) for name, row in data["severity"].items() if name != "columns"}
    return Published(
        year=data["year"],
        extract=data["extract"]["date"],
        reporting_units={int(year): n for year, n in data["reporting_units"].items()},
        severity=severity,
        **data["totals"],
    )


@cache
def last_day() -> dt.date:
    """The last day on which anything in the demo happens."""
    day: dt.date = read_toml("volumes.toml")["now"]
    return day

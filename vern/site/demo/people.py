"""Synthetic people: names put together at random, homes in proportion to the units' sizes."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from vern.site.demo.content import UnitRow, dice, read_toml, units
from vern.site.demo.structure import ending

TOTAL = 9000
DOMAIN = "vern.example"
_LONG_AGO = 2008
_SHARES = (("scientific", 26), ("technical", 20), ("phd", 13), ("student", 41))
_STUDENT_KINDS = ("department",)


@dataclass(frozen=True)
class DemoPerson:
    """Someone at the demo university. `unit` is where they began; "" for those from outside."""

    number: int
    given: str
    family: str
    email: str
    language: str
    unit: str
    category: str  # scientific, technical, phd, student, external
    since: dt.date
    until: dt.date | None
    demo_role: str = ""

    def here(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)

    @property
    def role(self) -> str:
        """The role of the plain membership; "" for those from outside."""
        if self.category == "external":
            return ""
        return "student" if self.category == "student" else "employee"


def _plain(name: str) -> str:
    special = {"ø": "o", "æ": "ae", "đ": "d", "ŋ": "n", "ł": "l", "ß": "ss"}
    lowered = "".join(special.get(letter, letter) for letter in name.lower())
    folded = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


class Registry:
    """Makes people one by one; no two get the same name or address."""

    def __init__(self) -> None:
        names = read_toml("names.toml")
        self._given: list[str] = names["given"].split()
        self._family: list[str] = names["family"].split()
        self._dice = dice("people")
        self._taken: set[str] = set()
        self.people: list[DemoPerson] = []

    def cast(self) -> None:
        """The people that one can sign in as, first of all."""
        for row in read_toml("cast.toml")["person"]:
            category = "external" if not row["unit"] else "scientific"
            if row["key"] == "student":
                category = "student"
            self._add(
                row["given"],
                row["family"],
                "nb",
                row["unit"],
                category,
                row["since"],
                None,
                row["key"],
            )

    def hire(
        self, unit: str, category: str, since: dt.date, until: dt.date | None = None
    ) -> DemoPerson:
        """Someone with a new name."""
        while True:
            given, family = self._dice.choice(self._given), self._dice.choice(self._family)
            if f"{_plain(given)}.{_plain(family)}" not in self._taken:
                break
        language = self._dice.choices(("nb", "nn", "en"), (82, 10, 8))[0]
        if category in {"phd", "scientific"} and self._dice.random() < 0.12:
            language = "en"
        return self._add(given, family, language, unit, category, since, until)

    def _add(
        self,
        given: str,
        family: str,
        language: str,
        unit: str,
        category: str,
        since: dt.date,
        until: dt.date | None,
        demo_role: str = "",
    ) -> DemoPerson:
        local = f"{_plain(given)}.{_plain(family)}"
        self._taken.add(local)
        person = DemoPerson(
            len(self.people), given, family, f"{local}@{DOMAIN}", language, unit, category,
            since, until, demo_role,
        )  # fmt: skip
        self.people.append(person)
        return person


def fill(registry: Registry, total: int = TOTAL) -> None:
    """Hire until there are `total` people: employees, PhD candidates and students."""
    chance = dice("homes")
    staffed = _staffed_units()
    sizes = [size for _, size in staffed]
    taught = [(unit, size) for unit, size in staffed if unit.kind in _STUDENT_KINDS]
    taught_sizes = [size for _, size in taught]
    categories = [name for name, _ in _SHARES]
    shares = [share for _, share in _SHARES]
    while len(registry.people) < total:
        category = chance.choices(categories, shares)[0]
        if category in {"student", "phd"}:
            unit = chance.choices(taught, taught_sizes)[0][0]
        else:
            unit = chance.choices(staffed, sizes)[0][0]
        since, until = _stay(category, unit, chance)
        registry.hire(unit.code, category, since, until)


def _staffed_units() -> Sequence[tuple[UnitRow, int]]:
    """Units with their pull; one born by a merger takes over people and hires a few."""
    born = {code for unit in units() if (end := ending(unit.code)) for code in end.targets}
    return [
        (unit, max(1, unit.size // 8) if unit.code in born and not _old(unit) else unit.size)
        for unit in units()
    ]


def _old(unit: UnitRow) -> bool:
    return unit.valid_from.year < 2020


def _stay(category: str, unit: UnitRow, chance: Random) -> tuple[dt.date, dt.date | None]:
    """When someone came and left; within the life of the unit where they begin."""
    first = max(_LONG_AGO, unit.valid_from.year)
    last = 2026 if unit.valid_to is None else unit.valid_to.year - 1
    until: dt.date | None = None
    if category == "student":
        year = chance.randint(max(2017, min(first, last)), max(last, 2017))
        since = dt.date(year, 8, 15)
        until = dt.date(year + 5, 7, 1)
    elif category == "phd":
        year = chance.randint(max(2017, min(first, last)), max(last, 2017))
        since = dt.date(year, chance.choice((1, 8)), 1)
        until = dt.date(year + 4, 9, 1)
    else:
        early = chance.random() < 0.6 and first <= 2019
        year = chance.randint(first, 2019) if early else chance.randint(max(first, 2015), last)
        since = dt.date(year, chance.choice((1, 3, 5, 8, 10)), 1)
        if chance.random() < 0.15:
            until = dt.date(year + chance.randint(3, 9), 7, 1)
    if until is not None and until > dt.date(2027, 1, 1):
        until = None
    return since, until

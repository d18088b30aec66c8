"""A small institution for tests, made through the services that people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit

BEGAN: Final = dt.date(2020, 1, 1)

Units = Mapping[str, tuple[str, str, str | None]]
"""By code: type, name, and the code of the unit above."""

Posts = Mapping[str, tuple[RoleKey, str]]
"""By key: a role and the code of its unit."""


@dataclass
class World:
    """Units by code, people by key."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    language: str = ""

    def actor(self, who: str) -> Actor:
        return for_person(self.people[who])

    def client(self, who: str) -> AuditedClient:
        """A browser in which the person is signed in."""
        told = {"accept-language": self.language} if self.language else None
        client = AuditedClient(headers=told)
        client.force_login(self.people[who].user)
        return client


def institution(
    units: Units,
    posts: Posts,
    *,
    areas: Collection[str] = ("CHEM",),
    without: Collection[str] = (),
    language: str = "",
) -> World:
    """Its units, a safety area for each of `areas`, and everyone in `posts` but `without`."""
    made: dict[str, Unit] = {}
    for code, (kind, name, above) in units.items():
        new = NewUnit(code, kind, Names(name), reports=kind == "department")
        parent = made[above] if above else None
        made[code] = create_unit(actor=SYSTEM, new=new, parent=parent, on=BEGAN, refresh=False)
    refresh_paths()
    found = World({unit.code: unit for unit in Unit.objects.all()}, language=language)
    drawn = {code: area(found, code) for code in areas}
    for who, (role, unit) in posts.items():
        if who not in without:
            found.people[who] = person(who, language=language)
            put(found, who, role, unit, drawn.get(unit) if role == RoleKey.SAFETY_REP else None)
    return found


def area(found: World, code: str) -> SafetyArea:
    """A safety area with the whole of a unit."""
    unit = found.units[code]
    parts = [AreaPart(unit=unit)]
    return draw_area(actor=SYSTEM, code=f"{code}-1", names=Names(unit.name), unit=unit, parts=parts)


def person(who: str, *, language: str = "") -> Person:
    """Someone with an account, called by the key."""
    name, email = who.capitalize(), f"{who.replace(' ', '.')}@vern.example"
    spoken = {"language": language} if language else {}
    made = register_person(actor=SYSTEM, new=NewPerson(name, "Prøve", email, **spoken))
    open_account(actor=SYSTEM, person=made)
    made.refresh_from_db()
    return made


def put(found: World, who: str, role: RoleKey, unit: str, area: SafetyArea | None = None) -> None:
    """Someone gets a post."""
    appoint(
        actor=SYSTEM,
        person=found.people[who],
        role=role,
        unit=found.units[unit],
        on=BEGAN,
        area=area,
    )

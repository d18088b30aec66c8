"""A small institution for tests: U over F and G; F over A and B, G over C; A over S."""

from __future__ import annotations

import datetime as dt
from itertools import count

from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit

BEGAN = dt.date(2020, 1, 1)
ABOVE = {"U": None, "F": "U", "G": "U", "A": "F", "B": "F", "C": "G", "S": "A"}
KINDS = {"U": "institution", "F": "faculty", "G": "faculty", "S": "section"}
_numbers = count(1)


def new_unit(code: str, *, reports: bool = True) -> NewUnit:
    return NewUnit(code, KINDS.get(code, "department"), Names(f"Unit {code}"), reports)


def make_units() -> None:
    for code, above in ABOVE.items():
        parent = unit(above) if above else None
        create_unit(actor=SYSTEM, new=new_unit(code), parent=parent, on=BEGAN, refresh=False)
    refresh_paths()


def unit(code: str) -> Unit:
    """The unit as the database has it now."""
    return Unit.objects.get(code=code)


def someone(given: str = "Kari", family: str = "Holm") -> Person:
    email = f"person{next(_numbers)}@example.org"
    return register_person(actor=SYSTEM, new=NewPerson(given, family, email))


def give(
    role: RoleKey,
    code: str,
    person: Person | None = None,
    *,
    on: dt.date = BEGAN,
    area: SafetyArea | None = None,
) -> Assignment:
    holder = person or someone()
    return appoint(actor=SYSTEM, person=holder, role=role, unit=unit(code), on=on, area=area)


def area_of(code: str) -> SafetyArea:
    """An area that covers one unit."""
    return draw_area(
        actor=SYSTEM,
        code=f"AREA-{code}",
        names=Names(f"Area {code}"),
        unit=unit(code),
        parts=[AreaPart(unit=unit(code))],
    )

"""A small institution and its change processes, made through the services that people use.

UNI ── FAC ── CHEM ── LAB     chemistry is where the change is
           └─ PHYS            a sibling, with a representative of its own
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.links import link
from vern.core.records.models import LinkKind
from vern.hub.evidence.assurances import Assurance
from vern.plan.changes import services
from vern.plan.changes.models import KIND, Body, ChangeProcess, Involvement
from vern.plan.changes.rules import ChangeType

BEGAN = dt.date(2020, 1, 1)
NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)

UNITS = {
    "UNI": ("institution", "Universitetet", None),
    "FAC": ("faculty", "Fakultet for naturvitenskap", "UNI"),
    "CHEM": ("department", "Institutt for kjemi", "FAC"),
    "LAB": ("section", "Seksjon for syntese", "CHEM"),
    "PHYS": ("department", "Institutt for fysikk", "FAC"),
}
POSTS = {
    "leader": (RoleKey.LEADER, "CHEM"),
    "coordinator": (RoleKey.COORDINATOR, "CHEM"),
    "employee": (RoleKey.EMPLOYEE, "CHEM"),
    "student": (RoleKey.STUDENT, "CHEM"),
    "rep": (RoleKey.SAFETY_REP, "CHEM"),
    "dean": (RoleKey.LEADER, "FAC"),
    "leader of physics": (RoleKey.LEADER, "PHYS"),
    "rep of physics": (RoleKey.SAFETY_REP, "PHYS"),
    "colleague": (RoleKey.EMPLOYEE, "PHYS"),
    "rector": (RoleKey.LEADER, "UNI"),
    "health": (RoleKey.OCCUPATIONAL_HEALTH, "UNI"),
    "secretary": (RoleKey.EMPLOYEE, "UNI"),
    "hse": (RoleKey.HSE_DEPARTMENT, "UNI"),
}
APPROVED: set[int] = set()


@dataclass
class World:
    """Units by code, people by key."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return for_person(self.people[who])

    def client(self, who: str) -> AuditedClient:
        """A browser in which the person is signed in."""
        client = AuditedClient()
        user = self.people[who].user
        assert user is not None
        client.force_login(user)
        return client


def world() -> World:
    found = World()
    for code, (kind, name, above) in UNITS.items():
        new = NewUnit(code, kind, Names(name), reports=kind == "department")
        parent = found.units[above] if above else None
        create_unit(actor=SYSTEM, new=new, parent=parent, on=BEGAN)
        found.units[code] = Unit.objects.get(code=code)
    areas = {code: _area(found, code) for code in ("CHEM", "PHYS")}
    for who, (role, unit) in POSTS.items():
        found.people[who] = person(who)
        put(found, who, role, unit, areas[unit] if role == RoleKey.SAFETY_REP else None)
    return found


def _area(found: World, code: str) -> SafetyArea:
    unit = found.units[code]
    return draw_area(
        actor=SYSTEM, code=code, names=Names(code), unit=unit, parts=[AreaPart(unit=unit)]
    )


def person(who: str) -> Person:
    """Someone with an account, called by the key."""
    new = NewPerson(who.capitalize(), "Prøve", f"{who.replace(' ', '.')}@vern.example")
    made = register_person(actor=SYSTEM, new=new)
    open_account(actor=SYSTEM, person=made)
    made.refresh_from_db()
    return made


def put(found: World, who: str, role: RoleKey, unit: str, area: SafetyArea | None = None) -> None:
    appoint(
        actor=SYSTEM,
        person=found.people[who],
        role=role,
        unit=found.units[unit],
        on=BEGAN,
        area=area,
    )


def started(
    found: World,
    title: str = "Slå sammen to seksjoner",
    *,
    who: str = "leader",
    unit: str = "CHEM",
    type_: ChangeType = ChangeType.ORGANISATION,
    weeks: int = 20,
    **more: Any,
) -> ChangeProcess:
    """A change process, to be decided so many weeks from now."""
    given = services.Start(
        title=title,
        unit=found.units[unit],
        type=type_,
        why="To små seksjoner dekker de samme kursene.",
        decide_by=clock.today() + weeks * WEEK,
        **more,
    )
    return services.start(actor=found.actor(who), given=given)


def involvement(process: ChangeProcess, body: str) -> Involvement:
    return process.involvements.get(body=body)


def took_part(
    found: World, process: ChangeProcess, body: str, *, days_ago: int = 14, words: str = ""
) -> Involvement:
    """The leader writes that a body has taken part."""
    one = process.involvements.filter(body=body).first() or services.plan(
        actor=found.actor("leader"),
        record=process.record,
        given=services.Plan(Body.objects.get(pk=body), clock.today()),
    )
    given = services.Held(clock.today() - days_ago * DAY, Involvement.Manner.DISCUSSED, words)
    services.hold(actor=found.actor("leader"), involvement=one, given=given)
    one.refresh_from_db()
    return one


def all_took_part(found: World, process: ChangeProcess) -> None:
    for one in process.involvements.all():
        took_part(found, process, one.body_id)


def decision(**more: Any) -> services.Decision:
    given: dict[str, Any] = {
        "decided_on": clock.today(),
        "decision": "Seksjonene slås sammen fra nyttår.",
        "evaluate_on": clock.today() + 26 * WEEK,
    }
    return services.Decision(**{**given, **more})


PLAYS_ASSESSMENT = Assurance(KIND, APPROVED.intersection)
"""Another change process stands for a risk assessment: modules do not know one another."""


def assessed(found: World, process: ChangeProcess, *, approved: bool = True) -> ChangeProcess:
    """Something that stands for an assessment, linked with the process."""
    other = started(found, "Vurdering av sammenslåing")
    link(actor=found.actor("leader"), a=process.record, b=other.record, kind=LinkKind.LED_TO)
    if approved:
        APPROVED.add(other.pk)
    return other

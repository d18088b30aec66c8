"""A small institution and its risk assessments, made through the services that people use.

UNI ── FAC ── CHEM ── LAB
    │      └─ PHYS
    └─ ARTS
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan, complete
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.models import Record
from vern.plan.risk import services
from vern.plan.risk.models import AssessmentType, Factor, Participant
from vern.plan.risk.queries.show import Sheet, sheet
from vern.plan.risk.rules import Method
from vern.plan.risk.services import RowDraft

BEGAN = dt.date(2020, 1, 1)
UNITS = {
    "UNI": ("institution", "Universitetet", None),
    "FAC": ("faculty", "Fakultet for naturvitenskap", "UNI"),
    "CHEM": ("department", "Institutt for kjemi", "FAC"),
    "LAB": ("section", "Seksjon for syntese", "CHEM"),
    "PHYS": ("department", "Institutt for fysikk", "FAC"),
    "ARTS": ("faculty", "Fakultet for kunst", "UNI"),
}
POSTS = {
    "worker": (RoleKey.EMPLOYEE, "CHEM"),
    "colleague": (RoleKey.EMPLOYEE, "CHEM"),
    "outsider": (RoleKey.EMPLOYEE, "ARTS"),
    "leader": (RoleKey.LEADER, "CHEM"),
    "leader above": (RoleKey.LEADER, "FAC"),
    "leader of sibling": (RoleKey.LEADER, "PHYS"),
    "rector": (RoleKey.LEADER, "UNI"),
    "safety rep": (RoleKey.SAFETY_REP, "CHEM"),
    "hse": (RoleKey.HSE_DEPARTMENT, "UNI"),
}


@dataclass
class World:
    """Units by code, people by key."""

    units: dict[str, Unit]
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return for_person(self.people[who])

    def client(self, who: str) -> AuditedClient:
        client = AuditedClient()
        user = self.people[who].user
        assert user is not None
        client.force_login(user)
        return client


def world() -> World:
    made: dict[str, Unit] = {}
    for code, (kind, name, above) in UNITS.items():
        new = NewUnit(code, kind, Names(name), reports=kind == "department")
        made[code] = create_unit(
            actor=SYSTEM, new=new, parent=made[above] if above else None, on=BEGAN, refresh=False
        )
    refresh_paths()
    found = World({unit.code: unit for unit in Unit.objects.all()})
    area = draw_area(
        actor=SYSTEM,
        code="CHEM-1",
        names=Names("Kjemi"),
        unit=found.units["CHEM"],
        parts=[AreaPart(unit=found.units["CHEM"])],
    )
    for who, (role, unit) in POSTS.items():
        found.people[who] = person(who)
        put(found, who, role, unit, area if role == RoleKey.SAFETY_REP else None)
    return found


def person(who: str) -> Person:
    made = register_person(
        actor=SYSTEM,
        new=NewPerson(who.capitalize(), "Prøve", f"{who.replace(' ', '.')}@vern.example"),
    )
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
    key: str = "general",
    *,
    who: str = "leader",
    unit: str = "CHEM",
    method: Method | None = None,
    title: str = "Arbeid med syrer",
    **more: Any,
) -> Record:
    kind = AssessmentType.objects.get(key=key)
    new = services.NewAssessment(
        type=kind,
        unit=found.units[unit],
        title=title,
        method=method or Method(kind.method),
        **{"hints": False, "private": kind.private, **more},
    )
    return services.start(actor=found.actor(who), new=new)


def took_part(found: World, record: Record, *, who: str = "leader") -> None:
    people = {
        found.people["safety rep"]: Participant.Part.REPRESENTATIVE,
        found.people["worker"]: Participant.Part.WORKER,
    }
    services.add_participants(actor=found.actor(who), record=record, people=people)


def row(found: World, record: Record, *, who: str = "leader", **given: Any) -> Any:
    """A row; by default green in the plain way."""
    words = {"hazard": "Sprut i øyne", "cause": "Ingen briller", "before": {"colour": 1}, **given}
    return services.save_row(actor=found.actor(who), record=record, draft=RowDraft(**words))


FULL_GREEN: Mapping[str, int] = {"likelihood": 1, "people": 1}
FULL_YELLOW: Mapping[str, int] = {"likelihood": 3, "people": 3}
FULL_RED: Mapping[str, int] = {"likelihood": 4, "people": 4}


def complete_one(
    found: World, key: str = "violence", *, who: str = "leader", unit: str = "CHEM", **more: Any
) -> Record:
    """One that lacks nothing, ready to be approved."""
    record = started(found, key, who=who, unit=unit, **more)
    took_part(found, record, who=who)
    if key == "psychosocial":
        factors(found, record, who=who)
    else:
        full = (
            more.get("method") is Method.FULL
            or Method(AssessmentType.objects.get(key=key).method) is Method.FULL
        )
        row(found, record, who=who, before=FULL_GREEN if full else {"colour": 1})
    return record


def factors(found: World, record: Record, *, who: str = "leader", worst: int = 1) -> None:
    """All factors judged, and the sum."""
    for each in Factor.objects.filter(offered=True):
        draft = RowDraft(factor=each.key, hazard="Det går bra.", before={"short": 1, "long": worst})
        services.save_row(actor=found.actor(who), record=record, draft=draft)
    given = {
        "interaction": "De spiller sammen.",
        "together": "Samlet går det.",
        "sum_before": worst,
    }
    services.write(actor=found.actor(who), record=record, given=given)


def approved(
    found: World, key: str = "violence", *, years: int = 2, who: str = "leader", **more: Any
) -> Record:
    record = complete_one(found, key, who=who, **more)
    until = clock.today() + dt.timedelta(days=365 * years)
    services.approve(actor=found.actor(who), record=record, valid_until=until)
    record.refresh_from_db()
    return record


def measure(
    found: World,
    record: Record,
    *,
    row: Any = None,
    before_start: bool = False,
    who: str = "leader",
) -> Measure:
    plan = Plan(
        type=Measure.Type.PREVENTIVE,
        title="Kjøp vernebriller",
        plan_text="Kjøp verneutstyr",
        responsible=found.people["worker"],
        due_on=clock.today() + dt.timedelta(days=14),
        before_start=before_start,
    )
    return services.add_measure(actor=found.actor(who), record=record, plan=plan, row=row)


def done(found: World, measure: Measure, *, who: str = "worker") -> Measure:
    return complete(actor=found.actor(who), measure=measure)


def look(record: Record) -> Sheet:
    """The assessment as it stands now."""
    return sheet(Record.objects.select_related("unit").get(pk=record.pk))

"""A small institution and its risk assessments, made through the services that people use.

UNI ── FAC ── CHEM ── LAB
    │      └─ PHYS
    └─ ARTS
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan, complete
from vern.core.org.models import RoleKey
from vern.core.org.testing import World, institution
from vern.core.records.models import Record
from vern.plan.risk import services
from vern.plan.risk.models import AssessmentType, Factor, Participant
from vern.plan.risk.queries.show import Sheet, sheet
from vern.plan.risk.rules import Method
from vern.plan.risk.services import RowDraft

__all__ = ["World"]
"""What tests take from here, beside what is made here."""

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


def world() -> World:
    return institution(UNITS, POSTS)


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

"""A small institution and its change processes, made through the services that people use.

UNI ── FAC ── CHEM ── LAB     chemistry is where the change is
           └─ PHYS            a sibling, with a representative of its own
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from vern.core.kernel import clock
from vern.core.org.models import RoleKey
from vern.core.org.testing import World, institution, person, put
from vern.core.records.links import link
from vern.core.records.models import LinkKind
from vern.hub.evidence.assurances import Assurance
from vern.plan.changes import services
from vern.plan.changes.models import KIND, Body, ChangeProcess, Involvement
from vern.plan.changes.rules import ChangeType

NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)

__all__ = ["World", "person", "put"]
"""What tests take from here, beside what is made here."""

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


def world() -> World:
    return institution(UNITS, POSTS, areas=("CHEM", "PHYS"))


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

"""Everyone who might get to read a report that is not theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from vern.control.incidents import services
from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.models import Category
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM, Actor, ActorKind
from vern.core.org.middleware import CODE
from vern.core.org.models import RoleKey
from vern.core.org.services.people import appoint
from vern.core.records.models import Record

MORE = {
    "committee": (RoleKey.COMMITTEE_MEMBER, "UNI"),
    "committee of faculty": (RoleKey.COMMITTEE_MEMBER, "FAC"),
    "committee elsewhere": (RoleKey.COMMITTEE_MEMBER, "ARTS"),
    "reception": (RoleKey.WHISTLEBLOWING_RECEPTION, "UNI"),
    "auditor": (RoleKey.AUDITOR, "UNI"),
    "case handler": (RoleKey.CASE_HANDLER, "CHEM"),
    "chief rep": (RoleKey.LOCAL_CHIEF_REP, "FAC"),
    "doctor": (RoleKey.OCCUPATIONAL_HEALTH, "UNI"),
    "responsible": (RoleKey.EMPLOYEE, "PHYS"),
}
LINE = ("leader", "leader above", "rector", "hse", "case handler", "safety rep", "chief rep")
"""Those who read an ordinary report for a role of theirs."""

OTHERS = (
    *("colleague", "leader of sibling", "leader of lab", "auditor", "doctor", "responsible"),
    *("committee", "committee of faculty"),
)
"""Those who do not."""


def staffed(found: World) -> World:
    ends = clock.today() + dt.timedelta(days=90)
    for who, (role, unit) in MORE.items():
        found.people[who] = make.person(who)
        appoint(
            actor=SYSTEM,
            person=found.people[who],
            role=role,
            unit=found.units[unit],
            on=make.BEGAN,
            until=ends if role == RoleKey.AUDITOR else None,
            scope="HMS" if role == RoleKey.AUDITOR else "",
        )
    return found


def staffed_world() -> World:
    return staffed(make.world())


def violent(found: World, text: str = "Kari Holm truet meg.", **more: Any) -> Record:
    """A report of a kind that is for named people from the start."""
    category = Category.objects.get(key="violence_threats")
    return make.told(found, text, categories=[category], **more)


def by_code(found: World, text: str = "Det lekker fra taket.") -> tuple[Record, AuditedClient]:
    """A report without an account, and a browser that holds its code."""
    key = uuid4()
    draft = services.Draft(text, found.units["CHEM"], IncidentType.HAZARDOUS_CONDITION)
    record = services.report(actor=Actor(kind=ActorKind.STRANGER), draft=draft, key=key)
    client = AuditedClient()
    session = client.session
    session[CODE] = digest(code_for(key))
    session.save()
    return record, client

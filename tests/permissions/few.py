"""What only some may read of assessments, changes and rounds at INST, and the pages that tell of
several of them: what is kept from someone stands on none.

One assessment and one change are for those named in them alone, whatever posts others hold: an
assessment that is to be revised soon, and a change that is being prepared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import reverse

from tests import cast as casting
from tests.permissions import changes, risk, rounds
from tests.permissions.cases import mark
from tests.permissions.reading import read
from tests.permissions.table import UNITS
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM, for_person
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record
from vern.plan.changes import services as change_services
from vern.plan.changes.rules import ChangeType
from vern.plan.risk import services as risk_services
from vern.plan.risk.models import AssessmentType, Participant
from vern.plan.risk.rules import Method
from vern.plan.risk.services import RowDraft

ASSESSMENT, CHANGE = "assessment", "change"
NAMED_IN: Final = {
    ASSESSMENT: frozenset({"leader", "named"}),
    CHANGE: frozenset({"leader", "safety_rep", "local_chief_rep", "employee"}),
}
"""Who reads them: who began and leads, who takes part; in the change also the representatives, and who
speaks for a committee at INST."""


@dataclass(frozen=True)
class Few:
    assessment: Record
    change: Record


def make_few(cast: casting.Cast, *, linked_with: Record) -> Few:
    """Both are linked with a report that more people read."""
    made = Few(_assessment(cast), _change(cast))
    for each in (made.assessment, made.change):
        link(actor=SYSTEM, a=linked_with, b=each, kind=LinkKind.BELONGS_WITH)
    return made


def _assessment(cast: casting.Cast) -> Record:
    leader = for_person(cast.people["leader"])
    new = risk_services.NewAssessment(
        type=AssessmentType.objects.get(key="general"),
        unit=cast.units["INST"],
        title=f"Slik vi har det, {mark(ASSESSMENT)}",
        method=Method.SIMPLE,
        hints=False,
        private=True,
    )
    record = risk_services.start(actor=leader, new=new)
    draft = RowDraft(hazard=f"Noe, {mark(ASSESSMENT)}", before={"colour": 1})
    risk_services.save_row(actor=leader, record=record, draft=draft)
    risk_services.take_part(
        actor=leader,
        record=record,
        people={cast.people["named"]: Participant.Part.WORKER},
        words={"why_missing": "Ingen er valgt."},
    )
    soon = clock.today() + dt.timedelta(days=20)
    risk_services.approve(actor=leader, record=record, valid_until=soon, open_to_unit=False)
    return Record.objects.get(pk=record.pk)


def _change(cast: casting.Cast) -> Record:
    given = change_services.Start(
        title=f"Legge ned noe, {mark(CHANGE)}",
        unit=cast.units["INST"],
        type=ChangeType.ORGANISATION,
        why=f"Det er slik, {mark(CHANGE)}",
        decide_by=clock.today() + dt.timedelta(days=20),
        named_only=True,
    )
    process = change_services.start(actor=for_person(cast.people["leader"]), given=given)
    return Record.objects.get(pk=process.pk)


@cache
def readers() -> dict[str, set[str]]:
    """By what is marked, who reads it: those named, or those of the tables of each module."""
    stands = {
        **{f"risk{unit}": (read(risk.RISKS), unit) for unit in UNITS},
        "process": (read(changes.CHANGES), "INST"),
        "round": (read(rounds.ROUNDS), "INST"),
    }
    by_post = {
        name: {who for who, at in table.items() if at[unit] not in ("-", "w" * (name == "round"))}
        for name, (table, unit) in stands.items()
    }
    return {**{name: set(named) for name, named in NAMED_IN.items()}, **by_post}


def kept_from(who: str) -> set[str]:
    """What they do not read."""
    return {name for name, those in readers().items() if who not in those}


LISTS: Final = {
    "risk:list": frozenset({ASSESSMENT, *(f"risk{unit}" for unit in UNITS)}),
    "changes:list": frozenset({CHANGE, "process"}),
}
"""Lists of one module, and what stands there for who reads all of it."""


def pages(few: Few, written: Record, change: Record, walked: Record) -> Iterator[str]:
    """Pages that tell of several, or of one beside others."""
    inst = {"unit": "INST"}
    yield from (reverse(name) for name in ("risk:list", "changes:list", "changes:csv"))
    yield from (reverse(name) for name in ("changes:speakers", "rounds:list", "evidence:unit"))
    yield from (reverse("risk:unit", args=[unit]) for unit in ("INST", "FAK"))
    for key in ("risk.general", "changes.assessed", "rounds.held"):
        yield reverse("evidence:requirement", args=[key], query=inst)
    yield from (reverse("risk:show", args=[each.pk]) for each in (few.assessment, written))
    yield from (reverse("changes:show", args=[each.pk]) for each in (few.change, change))
    for name in ("show", "bring", "report", "for_all", "walk_data"):
        yield reverse(f"rounds:{name}", args=[walked.pk])

"""Who gets a report: by one rule before it is sent, on the receipt, and where it is followed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from vern.control.incidents.queries.reporting import awaits_place
from vern.control.incidents.queries.routing import (
    Offices,
    barred,
    case_handlers,
    handler_of,
    nearest_of,
    offices,
)
from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.queries import Responsible, covers_of, line_of, with_stand_ins
from vern.core.records.models import Record, Sensitivity


@dataclass(frozen=True)
class Answerable:
    """Who handles a report: a leader, and the unit they lead; before them those who have the
    written assignment (`assigned`), and first of all who was `asked` to, by name. `stand_in`: who does so while that one is away. `placing`: to
    find out whose it is."""

    name: str
    leads: str
    unit: str
    vacant: bool
    asked: str = ""
    assigned: str = ""
    stand_in: str = ""
    placing: bool = False


def answerable(record: Record) -> Answerable | None:
    """Who answers for the report; where the unit's own post is vacant, the leader above. None
    where no leader may have it: then the HSE department."""
    return _led_by(handler_of(record), record.handling_unit)


def recipient_of(record: Record, assigned: str | None = None) -> Answerable | None:
    """The one who has it, for the one who reported.

    `assigned`: names of those with the written assignment, where the page has read them.
    """
    found = answerable(record)
    if record.owner is not None:
        answers = found or _nobody(record.handling_unit)
        return replace(answers, asked=record.owner.name, stand_in=covers_of(record.owner))
    if assigned is None:
        assigned = _assigned(record.handling_unit, barred(record), record.sensitivity)
    return _with(found, record.handling_unit, assigned)


def on_receipt(record: Record) -> Answerable | None:
    """The same on the day it came: who was asked then is to find out whose it is."""
    found = recipient_of(record)
    return replace(found, placing=True) if found and awaits_place(record) else found


def to_come(
    unit: Unit, *, out: Collection[int], about: Collection[int], named_only: bool
) -> Answerable | None:
    """The one who would have what is told of a unit.

    `out`: who may not handle it, and among them `about`: whom it is about. `named_only`: no post
    alone lets one read it. One query, one more where it is handled above.
    """
    line = line_of(unit)
    posts = with_stand_ins(
        Assignment.objects.filter(
            holding(clock.today()), role__in=(RoleKey.LEADER, RoleKey.CASE_HANDLER), unit__in=line
        )
        .select_related("unit")
        .order_by("pk")
    )
    led = {each.unit_id: each for each in posts if each.role == RoleKey.LEADER}
    leaders = Offices({pk: each.person_id for pk, each in led.items()})
    clear = leaders.clear_of(line, about)
    handling = unit
    if (pk := leaders.settle(clear, out)) != unit.pk:
        handling = Unit.objects.get(pk=pk)
    leads = leaders.nearest(line_of(handling), out)
    first = Responsible(led[leads].person, led[leads].unit, handling) if leads else None
    able = [each for each in posts if each.role != RoleKey.LEADER and each.person_id not in out]
    assigned = [] if named_only else nearest_of(able, line_of(handling))
    return _with(_led_by(first, handling), handling, ", ".join(each.name for each in assigned))


def asked_to_place(unit: Unit) -> Answerable | None:
    """Who in the HSE department would be asked to find out whose it is; None: nobody is there."""
    placers = offices(line_of(unit)).hse
    if not placers:
        return None
    person = Person.objects.get(pk=min(placers))
    return replace(_nobody(unit), asked=person.name, placing=True)


def _assigned(unit: Unit, out: Collection[int], sensitivity: int) -> str:
    if sensitivity >= Sensitivity.PARTIES:
        return ""
    return ", ".join(person.name for person in case_handlers(unit, out))


def _with(found: Answerable | None, unit: Unit, assigned: str) -> Answerable | None:
    return replace(found or _nobody(unit), assigned=assigned, stand_in="") if assigned else found


def _led_by(found: Responsible | None, unit: Unit) -> Answerable | None:
    if found is None:
        return None
    return Answerable(
        found.person.name,
        found.leads.name,
        unit.name,
        found.vacant,
        stand_in=found.person.stood_in_by,
    )


def _nobody(unit: Unit) -> Answerable:
    return Answerable("", "", unit.name, vacant=False)

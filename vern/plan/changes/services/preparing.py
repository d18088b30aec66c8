"""Starting a change process, saying what it is, and whom it touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note, refuse_unseen
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.texts import localized
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records import services as records
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.services import NewRecord
from vern.plan.changes.models import KIND, Body, ChangeProcess, Involvement, Milestone, StepTemplate
from vern.plan.changes.queries.people import carriers_of, leads, speaking_for
from vern.plan.changes.rules import ChangeState, ChangeType, Step, dated
from vern.plan.changes.services.common import (
    changed_texts,
    locked,
    refuse_settled,
    tell_taking_part,
)
from vern.plan.changes.services.speaking import name_speakers

Part = Party.Part
DESCRIBED = "change.described"
EARLY_WEEKS = 8
"""So long before the decision one proposes to meet those who must take part."""


@dataclass(frozen=True)
class Start:
    """What starting takes. `named_only`: only those named in it read it, until it is opened."""

    title: str
    unit: Unit
    type: ChangeType
    why: str
    decide_by: dt.date
    named_only: bool = False


@transaction.atomic
def start(*, actor: Actor, given: Start, key: UUID | None = None) -> ChangeProcess:
    """Begin a change process: its usual steps, and those who must take part, get days that one may
    change. The representatives and the leader are told. The same form (`key`) gives the same one.

    Raises Refused for a day that has passed.
    """
    if key is not None and (before := records.sent_before(person_id=actor.person_id, key=key)):
        return ChangeProcess.objects.select_related("record").get(pk=before.pk)
    if given.decide_by < clock.today():
        raise Refused(_("This day has passed. Choose today or later."), field="decide_by")
    record = records.open_record(
        new=NewRecord(
            kind=KIND,
            title=given.title,
            unit=given.unit,
            sensitivity=Sensitivity.PARTIES if given.named_only else Sensitivity.HANDLERS,
        )
    )
    if key is not None:
        records.remember_submission(person_id=actor.person_id, key=key, record=record)
    process = ChangeProcess.objects.create(
        record=record, type=given.type, why=given.why, decide_by=given.decide_by
    )
    note(
        "change.started",
        actor=actor,
        record=record,
        facts={"type": str(given.type), "decide_by": given.decide_by.isoformat()},
    )
    _propose_steps(process)
    told = _propose_bodies(process)
    name_speakers(process)
    _name(actor, process, told)
    tell("change.started", sorted({*told, *carriers_of(record)}), record=record, by=actor.person_id)
    return process


def start_once(*, actor: Actor, given: Start, key: UUID) -> ChangeProcess:
    """The same where two clicks come at the very same moment: both get the one process."""
    try:
        return start(actor=actor, given=given, key=key)
    except IntegrityError:
        before = records.sent_before(person_id=actor.person_id, key=key)
        if before is None:
            raise
        return ChangeProcess.objects.select_related("record").get(pk=before.pk)


def _name(actor: Actor, process: ChangeProcess, told: Sequence[int]) -> None:
    """Where only those named read it: who starts it and who leads go on with it, the
    representatives read it."""
    if process.record.sensitivity < Sensitivity.PARTIES:
        return
    handlers = {*carriers_of(process.record), *filter(None, [actor.person_id])}
    for person in sorted(handlers):
        records.add_party(process.record, person, Part.HANDLER)
    for person in sorted({*told} - handlers):
        records.add_party(process.record, person, Part.NAMED)


def _propose_steps(process: ChangeProcess) -> None:
    templates = {
        each.key: each
        for each in StepTemplate.objects.filter(offered=True, types__contains=[process.type])
    }
    steps = (Step(each.key, each.weeks) for each in templates.values())
    Milestone.objects.bulk_create(
        Milestone(
            process=process, template=key, title=localized(templates[key], "name"), due_on=day
        )
        for key, day in dated(steps, process.decide_by, clock.today())
    )


def _propose_bodies(process: ChangeProcess) -> list[int]:
    """Those who must take part are to be met early; who speaks for them by role."""
    early = max(process.decide_by - dt.timedelta(weeks=EARLY_WEEKS), clock.today())
    bodies = list(Body.objects.filter(offered=True, types__contains=[process.type]))
    Involvement.objects.bulk_create(
        Involvement(process=process, body=body, planned_on=early) for body in bodies
    )
    people = (who for body in bodies for who in speaking_for(body, [process.record.unit]))
    return [*dict.fromkeys(people)]


@dataclass(frozen=True)
class Description:
    """What a change is, and when. `people`: employees whose work changes."""

    title: str
    why: str
    what: str
    decide_by: dt.date
    in_force_on: dt.date | None = None
    people: int | None = None


@transaction.atomic
def describe(*, actor: Actor, record: Record, given: Description, seen: int | None = None) -> None:
    """Write what it is. Where the day of the decision is brought forward, those who take part are told.
    Raises Refused once it is finished, and for days in the wrong order;
    ChangedMeanwhile where someone has written since `seen`."""
    process = locked(record)
    refuse_settled(process)
    refuse_unseen(process.record, DESCRIBED, seen=seen)
    if given.in_force_on is not None and given.in_force_on < given.decide_by:
        raise Refused(_("It cannot be in force before it is decided."), field="in_force_on")
    if process.state == ChangeState.DECIDED and given.decide_by != process.decide_by:
        raise Refused(_("It is decided already. This day stands."), field="decide_by")
    forward = given.decide_by < process.decide_by
    texts = changed_texts(process, {"why": given.why, "what": given.what})
    if given.title != process.record.title:
        texts["title"] = process.record.title
        process.record.title = given.title
        process.record.save(update_fields=["title"])
    for name in ("why", "what", "decide_by", "in_force_on", "people"):
        setattr(process, name, getattr(given, name))
    process.save(update_fields=["why", "what", "decide_by", "in_force_on", "people"])
    note(
        DESCRIBED,
        actor=actor,
        record=process.record,
        facts={
            "decide_by": given.decide_by.isoformat(),
            "in_force_on": given.in_force_on.isoformat() if given.in_force_on else None,
            "people": given.people,
        },
        texts=texts,
    )
    if forward:
        tell_taking_part("change.brought_forward", actor, process)


@transaction.atomic
def touch(*, actor: Actor, record: Record, unit: Unit) -> None:
    """It touches another unit too: whoever leads it, and its safety representatives, read it from
    now on and are told. Twice changes nothing."""
    process = locked(record)
    refuse_settled(process)
    if unit.pk == process.record.unit_id or process.touched.filter(pk=unit.pk).exists():
        return
    process.touched.add(unit)
    note("change.touched", actor=actor, record=process.record, facts={"unit": unit.pk})
    people = {*(each.pk for each in leads(unit))}
    people |= {who for body in _by_role(process) for who in speaking_for(body, [unit])}
    new = [each for each in sorted(people) if records.add_party(process.record, each, Part.NAMED)]
    tell("change.touches_you", new, record=process.record, by=actor.person_id)


def _by_role(process: ChangeProcess) -> list[Body]:
    return list(Body.objects.filter(offered=True, types__contains=[process.type]).exclude(role=""))


@transaction.atomic
def untouch(*, actor: Actor, record: Record, unit: Unit) -> None:
    """It does not touch that unit after all. Those who were told of it still read it."""
    process = locked(record)
    refuse_settled(process)
    if process.touched.filter(pk=unit.pk).exists():
        process.touched.remove(unit)
        note("change.untouched", actor=actor, record=process.record, facts={"unit": unit.pk})


@transaction.atomic
def let_read(*, actor: Actor, record: Record, person_id: int) -> None:
    """Someone reads it from now on, and is told. Twice changes nothing."""
    process = locked(record)
    if records.add_party(process.record, person_id, Part.NAMED):
        note("change.reader_named", actor=actor, record=process.record, facts={"person": person_id})
        tell("change.reader", [person_id], record=process.record, by=actor.person_id)


@transaction.atomic
def open_up(*, actor: Actor, record: Record) -> None:
    """Everyone at the unit reads it from now on. Twice changes nothing."""
    process = locked(record)
    if process.record.sensitivity >= Sensitivity.PARTIES:
        records.protect(process.record, Sensitivity.HANDLERS)
        note("change.opened_up", actor=actor, record=process.record)


@transaction.atomic
def assign(*, actor: Actor, record: Record, person_id: int | None) -> None:
    """Someone is to go on with it, and is told; or whoever answers for the unit again."""
    process = locked(record)
    refuse_settled(process)
    if process.record.owner_id == person_id:
        return
    records.assign(process.record, person_id)
    note("change.assigned", actor=actor, record=process.record, facts={"person": person_id})
    if person_id is not None:
        tell("change.assigned", [person_id], record=process.record, by=actor.person_id)

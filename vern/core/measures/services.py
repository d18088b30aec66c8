"""Deciding measures, changing them and saying that they are done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.models import Measure
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.models import Record

FREE_TEXTS = ("title", "plan_text")


@dataclass(frozen=True)
class Plan:
    """What a measure is to be."""

    type: Measure.Type
    title: str
    plan_text: str
    responsible: Person
    due_on: dt.date
    priority: Measure.Priority = Measure.Priority.MEDIUM


@transaction.atomic
def decide(*, actor: Actor, record: Record, plan: Plan) -> Measure:
    """Decide a measure; who is responsible is told, unless they decided it themselves."""
    measure: Measure = Measure.objects.create(
        origin=record, unit_id=record.unit_id, decided_at=clock.now(), **_fields(plan)
    )
    note(
        "measure.decided",
        actor=actor,
        record=record,
        facts={
            "measure": measure.pk,
            "type": str(plan.type),
            "priority": int(plan.priority),
            "responsible": plan.responsible.pk,
            "due_on": plan.due_on.isoformat(),
        },
    )
    _tell_responsible(actor, measure)
    return measure


@transaction.atomic
def change(*, actor: Actor, measure: Measure, plan: Plan) -> None:
    """Raises Refused if the measure is done."""
    measure = _locked(measure, "origin", "responsible")
    if measure.done:
        raise Refused(_("This measure is done and can no longer be changed."))
    former = {name: getattr(measure, name) for name in _fields(plan)}
    for name, value in _fields(plan).items():
        setattr(measure, name, value)
    measure.save()
    changed = {name for name in former if former[name] != getattr(measure, name)}
    if not changed:
        return
    note(
        "measure.changed",
        actor=actor,
        record=measure.origin,
        facts={
            "measure": measure.pk,
            "responsible": measure.responsible_id,
            "due_on": measure.due_on.isoformat(),
        },
        texts={name: str(former[name]) for name in FREE_TEXTS if name in changed},
    )
    if "responsible" in changed:
        _tell_responsible(actor, measure)


@transaction.atomic
def complete(*, actor: Actor, measure: Measure, comment: str = "") -> Measure:
    """Say that it is done. Saying it twice changes nothing."""
    measure = _locked(measure)
    if measure.done:
        return measure
    measure.done_at = clock.now()
    measure.done_by_id = actor.person_id
    measure.done_note = comment
    measure.save(update_fields=["done_at", "done_by", "done_note"])
    note("measure.done", actor=actor, record=measure.origin_id, facts={"measure": measure.pk})
    return measure


def move_with(record: Record) -> None:
    """A record's measures stand in the plan of the unit that the record belongs to."""
    Measure.objects.filter(origin=record).update(unit=record.unit)


def _fields(plan: Plan) -> dict[str, object]:
    return {
        "type": plan.type,
        "title": plan.title,
        "plan_text": plan.plan_text,
        "responsible": plan.responsible,
        "due_on": plan.due_on,
        "priority": plan.priority,
    }


def _locked(measure: Measure, *related: str) -> Measure:
    """The measure as it is now, locked until the transaction ends."""
    rows = Measure.objects.select_for_update(of=("self",))
    rows = rows.select_related(*related) if related else rows
    locked: Measure = rows.get(pk=measure.pk)
    return locked


def _tell_responsible(actor: Actor, measure: Measure) -> None:
    if measure.responsible_id != actor.person_id:
        tell(
            "measure.given",
            [measure.responsible_id],
            record=measure.origin,
            facts={"measure": measure.pk},
        )

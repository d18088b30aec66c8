"""Steps with their days, what the change does to the work environment, and measures."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.plan.changes.models import Aspect, Consequence, Milestone
from vern.plan.changes.services.common import locked, refuse_settled

Judgement = Consequence.Judgement


@transaction.atomic
def add_step(*, actor: Actor, record: Record, title: str, due_on: dt.date) -> Milestone:
    """A step more. The same one twice is one."""
    process = locked(record)
    refuse_settled(process)
    made, new = Milestone.objects.get_or_create(
        process=process, title=title, due_on=due_on, done_on=None
    )
    if new:
        _noted("change.step_added", actor, made, due_on=due_on.isoformat())
    return made


@transaction.atomic
def move_step(*, actor: Actor, milestone: Milestone, title: str, due_on: dt.date) -> None:
    """Another day, or other words. Raises Refused once the process is finished."""
    refuse_settled(locked(milestone.process.record))
    if (milestone.title, milestone.due_on) == (title, due_on):
        return
    texts = {"title": milestone.title} if milestone.title != title else {}
    milestone.title, milestone.due_on = title, due_on
    milestone.save(update_fields=["title", "due_on"])
    _noted("change.step_moved", actor, milestone, texts, due_on=due_on.isoformat())


@transaction.atomic
def take_step(*, actor: Actor, milestone: Milestone, done: bool) -> None:
    """It is done today, or is not done after all. Twice changes nothing."""
    refuse_settled(locked(milestone.process.record))
    milestone = Milestone.objects.get(pk=milestone.pk)
    if (milestone.done_on is not None) == done:
        return
    milestone.done_on = clock.today() if done else None
    milestone.done_by_id = actor.person_id if done else None
    milestone.save(update_fields=["done_on", "done_by"])
    _noted("change.step_done" if done else "change.step_not_done", actor, milestone)


@transaction.atomic
def drop_step(*, actor: Actor, milestone: Milestone) -> None:
    """It is no step of this change."""
    refuse_settled(locked(milestone.process.record))
    _noted("change.step_dropped", actor, milestone, {"title": milestone.title})
    milestone.delete()


@transaction.atomic
def judge(*, actor: Actor, record: Record, aspect: Aspect, judgement: str, words: str = "") -> None:
    """What the change does to one side of the work environment. The same again changes nothing."""
    process = locked(record)
    refuse_settled(process)
    found = Consequence.objects.filter(process=process, aspect=aspect).first()
    former = (found.judgement, found.words) if found else ("", "")
    if former == (judgement, words):
        return
    found = found or Consequence(process=process, aspect=aspect)
    found.judgement, found.words = judgement, words
    found.save()
    note(
        "change.judged",
        actor=actor,
        record=process.record,
        facts={"aspect": aspect.key, "judgement": judgement},
        texts={"words": former[1]} if former[1] and former[1] != words else None,
    )


@transaction.atomic
def add_measure(*, actor: Actor, record: Record, plan: measures.Plan) -> Measure:
    """Decide a measure. Raises Refused once the process is finished."""
    process = locked(record)
    refuse_settled(process)
    return measures.decide(actor=actor, record=process.record, plan=plan)


def _noted(
    verb: str, actor: Actor, milestone: Milestone, texts: dict[str, str] | None = None, **facts: str
) -> None:
    note(
        verb,
        actor=actor,
        record=milestone.process_id,
        facts={"step": milestone.pk, **facts},
        texts=texts,
    )

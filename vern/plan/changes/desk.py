"""What change processes put on people's desks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext

from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.hub.desk.ports import Task, Tasks
from vern.plan.changes.capabilities import REPRESENT
from vern.plan.changes.models import STATE_LABELS, ChangeProcess
from vern.plan.changes.queries.waiting import to_confirm, to_lead_on
from vern.plan.changes.rules import ChangeState


def may_be_asked(actor: Actor) -> bool:
    """Those who represent; others see it while something awaits them."""
    speaks = (RoleKey.COMMITTEE_MEMBER, RoleKey.OCCUPATIONAL_HEALTH)
    return actor.has(REPRESENT) or any(post.role in speaks for post in actor.posts)


def to_answer(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Bodies for which the actor speaks: is what is written right, and what is planned."""
    address = addresses("changes:show")
    for each in to_confirm(actor, limit):
        record = each.process.record
        yield Task(
            title=f"{each.body.name}: {record.title}",
            url=address(record.pk),
            unit=record.unit.name,
            number=record.number,
            due=None if each.held else each.planned_on,
            until=gettext("To take part by %(day)s"),
            status=gettext("Is it right?") if each.held else gettext("You are to take part"),
        )


def to_go_on_with(actor: Actor, day: dt.date, limit: int) -> Tasks:
    """Open processes that the actor is the one to go on with, the nearest day first."""
    found = to_lead_on(actor, limit)
    address = addresses("changes:show")
    first = [
        Task(
            title=each.record.title,
            url=address(each.record.pk),
            unit=each.record.unit.name,
            number=each.record.number,
            due=next_day(each),
            until=_until(each),
            status=str(STATE_LABELS[ChangeState(each.state)]),
        )
        for each in found
    ]
    late = sum(1 for task in first if task.due is not None and task.due < day)
    return Tasks(first[:10], len(first), late)


def next_day(process: ChangeProcess) -> dt.date | None:
    if process.state == ChangeState.PREPARING:
        return process.decide_by
    return process.evaluate_on


def _until(process: ChangeProcess) -> str:
    if process.state == ChangeState.PREPARING:
        return gettext("To be decided by %(day)s")
    return gettext("To look back on by %(day)s")

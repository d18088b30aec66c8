"""What awaits a person in change processes."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q

from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import answered_by
from vern.core.records.composed import among
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet
from vern.plan.changes.models import KIND, ChangeProcess, Involvement, Speaker
from vern.plan.changes.queries.people import may_answer
from vern.plan.changes.rules import ChangeState

ASKED_ROLES = (
    RoleKey.SAFETY_REP,
    RoleKey.LOCAL_CHIEF_REP,
    RoleKey.MAIN_CHIEF_REP,
    RoleKey.COMMITTEE_MEMBER,
    RoleKey.OCCUPATIONAL_HEALTH,
)
LOOKED_THROUGH = 200

_TOUCHED = ChangeProcess.touched.through.objects.filter(
    changeprocess=OuterRef("process_id")
).values("unit__path")


def to_confirm(actor: Actor, limit: int) -> list[Involvement]:
    """Bodies for which the actor speaks, in open processes: those of which they have not said whether
    what is written is right, and those that are planned; what is written first. One query."""
    if actor.person_id is None:
        return []
    roles = {post.role for post in actor.posts if post.role in ASKED_ROLES}
    spoken = Speaker.objects.filter(person__in=actor.doing_for).values("body")
    mine = Q(person__in=actor.doing_for) | Q(body__role__in=roles) | Q(body__in=spoken)
    seen = Record.objects.held_by(actor).filter(kind=KIND, state=State.OPEN).values("pk")
    rows = (
        Involvement.objects.filter(mine, process__in=seen, right__isnull=True)
        .filter(Q(held_on__isnull=False) | Q(process__state=ChangeState.PREPARING))
        .select_related("body", "process__record__unit")
        .annotate(touched=ArraySubquery(_TOUCHED))
        .order_by(F("held_on").asc(nulls_last=True), "planned_on", "pk")
    )
    # Who speaks for a body at a unit hangs on areas, which no statement of ours reaches.
    found: list[Involvement] = [
        each
        for each in rows[:LOOKED_THROUGH]
        if may_answer(actor, each, [each.process.record.unit.path, *each.touched])
    ]
    return found[:limit]


def to_lead_on(actor: Actor, state: ChangeState) -> RecordQuerySet:
    """Processes in a state that the actor was asked to go on with, or answers for and nobody else was.
    A statement that the desk composes."""
    own = Q(owner__in=actor.doing_for)
    own |= Q(owner__isnull=True) & among("handling_unit", answered_by(actor))
    rows: RecordQuerySet = Record.objects.held_by(actor).filter(
        own, kind=KIND, state=State.OPEN, change__state=state
    )
    return rows

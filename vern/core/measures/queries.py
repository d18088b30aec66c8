"""Reading measures: one's own, one of them, and how much of each a person may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404

from vern.core.history.models import HistoryLine
from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.measures.models import (
    SEE_PLAN,
    MaintenanceOrder,
    Measure,
    MeasureQuerySet,
    Occurrence,
)
from vern.core.measures.responsible import carriers
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, Person, Role, RoleKey
from vern.core.org.queries import answered_by, line_of
from vern.core.records.access import holds, may
from vern.core.records.composed import Statement, composed, keys, reads, reads_any
from vern.core.records.kinds import kinds
from vern.core.records.models import Sensitivity

BESIDE = ("unit", "origin", "responsible", "responsible_role", "responsible_unit", "maintenance")
"""What lists show beside a measure."""

_ON_ITS_PAGE = (
    *("done_by", "verified_by", "effect_by", "follows", "maintenance__set_by"),
    *("origin__unit", "origin__handling_unit", "origin__building"),
)

NEAR = dt.timedelta(days=30)
_CASE = "measures_measure.origin_id"


class Standing(StrEnum):
    """How a measure stands on a day; also what a list can be narrowed to."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


@dataclass(frozen=True)
class Line:
    """A measure in the words that the reader may have. `case_url` is empty where the case is
    unseen; the words are then the plan's neutral ones."""

    measure: Measure
    words: str
    case_url: str
    standing: Standing

    @property
    def late(self) -> bool:
        return self.standing is Standing.LATE

    @property
    def done(self) -> bool:
        return self.standing is Standing.DONE

    @property
    def check_late(self) -> bool:
        """Whether one should have said by now whether it helped."""
        return self.measure.check_late(clock.today())

    @property
    def maintenance(self) -> MaintenanceOrder | None:
        """How it stands at building maintenance, if it is sent there."""
        return getattr(self.measure, "maintenance", None)

    @property
    def they_say_done(self) -> bool:
        """Whether maintenance says that it is done, and someone is to see that it is."""
        order = self.maintenance
        return order is not None and order.status == MaintenanceOrder.Status.DONE and not self.done

    @property
    def urgent(self) -> bool:
        return self.measure.priority == Measure.Priority.HIGH and not self.done


@dataclass(frozen=True)
class Rights:
    """What a person may do with a measure that they see."""

    sees_case: bool
    may_complete: bool
    may_change: bool
    may_end: bool
    may_judge: bool
    may_follow_up: bool
    may_handle: bool
    may_verify: bool
    carriers: Sequence[Person]
    carries: bool
    sees_plan: bool


def standing(measure: Measure, today: dt.date) -> Standing:
    if measure.done:
        return Standing.DONE
    if measure.due_on < today:
        return Standing.LATE
    return Standing.SOON if measure.due_on <= today + NEAR else Standing.LATER


def lines(measures: Iterable[Measure]) -> list[Line]:
    """Each measure in the words that the actor may have, of whom the rows were asked for."""
    today = clock.today()
    return [_line(each, each.seen, today) for each in measures]  # type: ignore[attr-defined]


def _line(measure: Measure, sees: bool, today: dt.date) -> Line:  # noqa: FBT001 (a fact, no switch)
    return Line(
        measure=measure,
        words=measure.title if sees else measure.plan_text,
        case_url=kinds[measure.origin.kind].url(measure.origin_id) if sees else "",
        standing=standing(measure, today),
    )


def rows_for(actor: Actor) -> MeasureQuerySet:
    """All measures but those of sealed cases, with what lists show of them."""
    rows: MeasureQuerySet = Measure.objects.unsealed_for(actor)
    return _shown(actor, rows)


def _shown(actor: Actor, rows: MeasureQuerySet) -> MeasureQuerySet:
    """With what lists show, and whether the actor reads the case whole (`seen`)."""
    return rows.select_related(*BESIDE).annotate(seen=reads_any(actor, _CASE))


def to_do(actor: Actor, limit: int) -> list[Line]:
    """Open measures that the person is responsible for today, the nearest deadline first."""
    answered_by(actor)  # from here on known: the statement asks for it
    return lines(_found(actor, composed(_open_ones, actor, limit)).order_by("due_on", "pk"))


def _open_ones(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    rows = Measure.objects.carried_by(actor).filter(done_at__isnull=True)
    return rows.order_by("due_on", "pk").values("pk")[:limit]


def _found(actor: Actor, statement: Statement) -> MeasureQuerySet:
    """What a statement of keys finds, as `_shown` would show it."""
    rows: MeasureQuerySet = Measure.objects.filter(pk__in=keys(statement))
    return rows.select_related(*BESIDE).annotate(seen=reads(actor, _CASE))


def judged_by(actor: Actor) -> MeasureQuerySet:
    """Measures of which the person is to say whether they helped, the longest waiting first."""
    return _shown(actor, Measure.objects.to_judge(actor)).order_by("check_on", "pk")


def to_judge(actor: Actor, limit: int) -> list[Line]:
    """The first of them."""
    return lines(_found(actor, composed(_unjudged, actor, limit)).order_by("check_on", "pk"))


def _unjudged(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    return Measure.objects.to_judge(actor).order_by("check_on", "pk").values("pk")[:limit]


def own(actor: Actor) -> MeasureQuerySet:
    """All that the person is responsible for: open ones first, then the newest done."""
    return _shown(actor, Measure.objects.carried_by(actor)).order_by(
        F("done_at").desc(nulls_first=True), "due_on", "pk"
    )


def get_measure(actor: Actor, pk: int) -> tuple[Line, Rights]:
    """A measure and what the actor may do with it. Raises Http404 where it is unseen."""
    rows = Measure.objects.select_related(*BESIDE, *_ON_ITS_PAGE)
    measure = rows.prefetch_related("origin__parties").filter(pk=pk).first()
    if measure is None:
        raise Http404
    people = carriers([measure])[measure.pk]
    carries = any(person.pk == actor.person_id for person in people)
    if not _known_to(actor, measure, carries=carries):
        raise Http404
    kind = kinds[measure.origin.kind]
    sees = holds(actor, kind.see, measure.origin)
    handles = sees and bool(kind.handle) and may(actor, kind.handle, measure.origin)
    rights = Rights(
        sees_case=sees,
        may_complete=not measure.done and (handles or carries),
        may_change=not measure.done and handles,
        may_end=not measure.done and handles and measure.recurring,
        may_judge=handles and measure.check_on is not None and not measure.effect,
        may_follow_up=handles and measure.effect in (Measure.Effect.NO, Measure.Effect.PARTLY),
        may_handle=handles,
        may_verify=measure.done
        and measure.bars_start
        and _verifies(actor, measure, handles=handles),
        carriers=people,
        carries=carries,
        sees_plan=actor.scope(SEE_PLAN).covers(measure.unit.path),
    )
    return _line(measure, sees, clock.today()), rights


def _verifies(actor: Actor, measure: Measure, *, handles: bool) -> bool:
    """Whether they may say that it is in place: where they handle the case, or by a right of its own."""
    verify = kinds[measure.origin.kind].verify
    return handles or (bool(verify) and holds(actor, verify, measure.origin))


def _known_to(actor: Actor, measure: Measure, *, carries: bool) -> bool:
    """Says of one measure what `MeasureQuerySet.visible_to` says of all; a test compares them."""
    record = measure.origin
    if may(actor, kinds[record.kind].see, record):
        return True
    if record.sensitivity == Sensitivity.SEALED:
        return False
    own = measure.responsible_id is not None and measure.responsible_id == actor.person_id
    plans = actor.scope(SEE_PLAN)
    return carries or own or plans.everywhere or plans.covers(measure.unit.path)


def decided_by(measure: Measure) -> str:
    """The role that decided it, with its unit: 'Leader, Department of Chemistry'. No name."""
    decider = measure.decided_by_id or _decider(measure)
    above = {*line_of(measure.unit), *line_of(measure.origin.unit)}
    if decider is None:
        return ""
    held = Assignment.objects.filter(
        holding(measure.decided_at.date()), person=decider, unit__in=above
    ).select_related("unit")
    ranked = sorted(held, key=lambda each: (each.role != RoleKey.LEADER, -len(each.unit.path)))
    if not ranked:
        return ""
    return f"{Role.objects.get(key=ranked[0].role).name}, {ranked[0].unit.name}"


def occurrences(measure: Measure) -> list[Occurrence]:
    """The times that a recurring measure has been done, the newest first."""
    return list(measure.occurrences.select_related("done_by")) if measure.recurring else []


def _decider(measure: Measure) -> int | None:
    """From the trail, for measures that are older than their own column for it."""
    line = HistoryLine.objects.filter(
        record=measure.origin_id, verb="measure.decided", facts__measure=measure.pk
    ).first()
    return line.actor_id if line else None


def history(measure: Measure) -> list[Entry]:
    """What was done to the measure, oldest first."""
    return [each for each in of_record(measure.origin) if each.facts.get("measure") == measure.pk]

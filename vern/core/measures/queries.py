"""Reading measures: one's own, a unit's plan, and how much of each a person may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.http import Http404

from vern.core.history.models import HistoryLine
from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.measures.models import SEE_PLAN, Measure, MeasureQuerySet
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, Person, Role, RoleKey, Unit
from vern.core.records.access import holds, may
from vern.core.records.kinds import kinds
from vern.core.records.models import Record

NEAR = dt.timedelta(days=30)
YEARS_AHEAD = 10
"""Later deadlines than this are shown among all years only."""

SUGGESTED = 300
"""People that a form suggests as responsible, at most."""


class Standing(StrEnum):
    """How a measure stands on a day; also what a list can be narrowed to."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


class Which(StrEnum):
    """What a plan shows."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    ALL = "all"


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
    def urgent(self) -> bool:
        return self.measure.priority == Measure.Priority.HIGH and not self.done


@dataclass(frozen=True)
class Rights:
    """What a person may do with a measure that they see."""

    sees_case: bool
    may_complete: bool
    may_change: bool


def standing(measure: Measure, today: dt.date) -> Standing:
    if measure.done:
        return Standing.DONE
    if measure.due_on < today:
        return Standing.LATE
    return Standing.SOON if measure.due_on <= today + NEAR else Standing.LATER


def lines(actor: Actor, measures: Iterable[Measure]) -> list[Line]:
    """Each measure in the words that the actor may have: one query more, however many."""
    found = list(measures)
    origins = {measure.origin_id for measure in found}
    seen = set(
        Record.objects.held_by(actor).filter(pk__in=origins).values_list("pk", flat=True)
        if origins
        else ()
    )
    today = clock.today()
    return [_line(measure, measure.origin_id in seen, today) for measure in found]


def _line(measure: Measure, sees: bool, today: dt.date) -> Line:  # noqa: FBT001 (a fact, no switch)
    return Line(
        measure=measure,
        words=measure.title if sees else measure.plan_text,
        case_url=kinds[measure.origin.kind].url(measure.origin_id) if sees else "",
        standing=standing(measure, today),
    )


def _rows() -> MeasureQuerySet:
    rows: MeasureQuerySet = Measure.objects.select_related("unit", "origin", "responsible")
    return rows


def to_do(actor: Actor, limit: int) -> list[Line]:
    """Open measures that the person is responsible for, the nearest deadline first."""
    if actor.person_id is None:
        return []
    own = _rows().filter(responsible=actor.person_id, done_at__isnull=True)
    return lines(actor, own.order_by("due_on", "pk")[:limit])


def own(actor: Actor) -> MeasureQuerySet:
    """All that the person is responsible for: open ones first, then the newest done."""
    return (
        _rows()
        .filter(responsible=actor.person_id)
        .order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    )


def get_measure(actor: Actor, pk: int) -> tuple[Line, Rights]:
    """A measure and what the actor may do with it. Raises Http404 where it is unseen."""
    rows = Measure.objects.visible_to(actor).select_related(
        "unit", "responsible", "done_by", "origin__unit", "origin__building"
    )
    measure = rows.prefetch_related("origin__parties").filter(pk=pk).first()
    if measure is None:
        raise Http404
    kind = kinds[measure.origin.kind]
    sees = holds(actor, kind.see, measure.origin)
    handles = sees and bool(kind.handle) and may(actor, kind.handle, measure.origin)
    responsible = actor.person_id is not None and measure.responsible_id == actor.person_id
    rights = Rights(
        sees_case=sees,
        may_complete=not measure.done and (handles or responsible),
        may_change=not measure.done and handles,
    )
    return _line(measure, sees, clock.today()), rights


def decided_by(measure: Measure) -> str:
    """The role that decided it, with its unit: 'Leader, Department of Chemistry'. No name."""
    line = HistoryLine.objects.filter(
        record=measure.origin_id, verb="measure.decided", facts__measure=measure.pk
    ).first()
    if line is None or line.actor_id is None:
        return ""
    above = [int(step) for step in measure.unit.path.split(".") if step]
    held = Assignment.objects.filter(
        holding(measure.decided_at.date()), person=line.actor_id, unit__in=above
    ).select_related("unit")
    ranked = sorted(held, key=lambda each: (each.role != RoleKey.LEADER, -len(each.unit.path)))
    if not ranked:
        return ""
    return f"{Role.objects.get(key=ranked[0].role).name}, {ranked[0].unit.name}"


def history(measure: Measure) -> list[Entry]:
    """What was done to the measure, oldest first."""
    return [each for each in of_record(measure.origin) if each.facts.get("measure") == measure.pk]


# A unit's plan


@dataclass(frozen=True)
class Counts:
    """How many measures a plan has."""

    open: int
    late: int
    done: int
    years: list[int]


@dataclass(frozen=True)
class PlanUnit:
    """The unit of a plan, with the plans above and below that the actor may see."""

    unit: Unit
    above: Unit | None
    below: list[Unit]


def plan_unit(actor: Actor, code: str) -> PlanUnit:
    """Raises Http404 for a unit that is unknown or whose plan the actor may not see."""
    unit = Unit.objects.filter(code=code).first()
    scope = actor.scope(SEE_PLAN)
    if unit is None or not scope.covers(unit.path):
        raise Http404
    path = unit.path.replace(".", r"\.")
    below = Unit.objects.filter(path__regex=rf"^{path}\d+\.$", active=True)
    above_path = unit.path.rstrip(".").rpartition(".")[0] + "."
    above = Unit.objects.filter(path=above_path).first() if scope.covers(above_path) else None
    return PlanUnit(unit, above, list(below))


def own_plan_code(actor: Actor) -> str | None:
    """The unit whose plan is one's own: the one that one answers for, represents or helps, if it
    stands above where one belongs; else where one belongs, or the first that one may see."""
    scope = actor.scope(SEE_PLAN)
    home = Unit.objects.filter(pk=actor.home_unit_id).first() if actor.home_unit_id else None
    above = [prefix for prefix in scope.prefixes if home and home.path.startswith(prefix)]
    first = Unit.objects.filter(path__in=above or scope.prefixes).order_by("path").first()
    return first.code if first else None


def in_plan(unit: Unit) -> MeasureQuerySet:
    """The measures of a unit and of all below it."""
    below = Unit.objects.filter(path__startswith=unit.path).values("pk")
    return _rows().filter(unit__in=below)


def counts(rows: MeasureQuerySet) -> Counts:
    today = clock.today()
    found: dict[str, Any] = rows.aggregate(
        open=Count("pk", filter=Q(done_at__isnull=True)),
        late=Count("pk", filter=Q(done_at__isnull=True, due_on__lt=today)),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        first=Min("due_on"),
        last=Max("due_on"),
    )
    first, last = found.pop("first"), found.pop("last")
    newest = min(last.year, today.year + YEARS_AHEAD) if last else 0
    years = list(range(newest, first.year - 1, -1)) if first else []
    return Counts(**found, years=years)


def narrowed(rows: MeasureQuerySet, which: Which, year: int | None) -> MeasureQuerySet:
    """Open ones by deadline; done ones the newest first. `year` is the deadline's."""
    if year is not None:
        rows = rows.filter(due_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    if which is Which.DONE:
        return rows.filter(done_at__isnull=False).order_by("-done_at", "pk")
    if which is Which.ALL:
        return rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    rows = rows.filter(done_at__isnull=True)
    if which is Which.LATE:
        rows = rows.filter(due_on__lt=clock.today())
    return rows.order_by("due_on", "pk")


# Forms


def people_at(unit: Unit) -> list[Person]:
    """People that a form suggests: those with a role at the unit or below, in order."""
    held = Assignment.objects.filter(
        holding(clock.today()),
        unit__in=Unit.objects.filter(path__startswith=unit.path).values("pk"),
    )
    return list(Person.objects.filter(pk__in=held.values("person"))[:SUGGESTED])

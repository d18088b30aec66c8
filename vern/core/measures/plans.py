"""Reading a unit's plan: its measures and those below, how many they are and what they cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum
from django.http import Http404

from vern.core.kernel import clock
from vern.core.measures.models import SEE_PLAN, MeasureQuerySet
from vern.core.measures.queries import rows_for
from vern.core.org.actors import Actor
from vern.core.org.models import Unit

YEARS_AHEAD = 10
"""Later deadlines than this are shown among all years only."""


class Which(StrEnum):
    """What a plan shows."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True)
class Counts:
    """How many measures a plan has. `cost` is of the open ones, in whole kroner."""

    open: int
    late: int
    done: int
    cost: int
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


def in_plan(actor: Actor, unit: Unit) -> MeasureQuerySet:
    """The measures of a unit and of all below it, but those of cases sealed to the actor."""
    below = Unit.objects.filter(path__startswith=unit.path).values("pk")
    return rows_for(actor).filter(unit__in=below)


def counts(rows: MeasureQuerySet) -> Counts:
    today = clock.today()
    found: dict[str, Any] = rows.aggregate(
        open=Count("pk", filter=Q(done_at__isnull=True)),
        late=Count("pk", filter=Q(done_at__isnull=True, due_on__lt=today)),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        cost=Sum("cost", filter=Q(done_at__isnull=True), default=0),
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

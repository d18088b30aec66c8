"""Lists of change processes that one may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Record, State
from vern.plan.changes.models import KIND, Body, ChangeProcess, Involvement
from vern.plan.changes.rules import ChangeState

PER_PAGE = 50


class Which(StrEnum):
    OPEN = "open"
    PREPARING = ChangeState.PREPARING.value
    DECIDED = ChangeState.DECIDED.value
    ALL = "all"


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to. `body`: those in which this body is to take part and has not."""

    which: Which = Which.OPEN
    unit_id: int | None = None
    body: str = ""


def processes(actor: Actor, narrowed: Narrowed) -> QuerySet[ChangeProcess]:
    """The nearest day first; finished ones, the newest first."""
    seen = Record.objects.filter(kind=KIND).visible_to(actor)
    if narrowed.unit_id is not None:
        seen = seen.filter(_at(narrowed.unit_id))
    rows = ChangeProcess.objects.filter(pk__in=seen.order_by().values("pk"))
    if narrowed.which is Which.OPEN:
        rows = rows.filter(record__state=State.OPEN)
    elif narrowed.which is not Which.ALL:
        rows = rows.filter(state=narrowed.which.value)
    if narrowed.body:
        rows = rows.filter(_awaits(narrowed.body))
    day = Coalesce("evaluate_on", "decide_by")
    order = day.desc() if narrowed.which is Which.ALL else day.asc()
    rows = rows.select_related("record__unit").order_by(order, "pk")
    involved = Involvement.objects.select_related("body")
    return rows.prefetch_related(Prefetch("involvements", involved))


def _at(unit_id: int) -> Q:
    """Its own unit, or one that it touches, is this one or below."""
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() or "-"
    below = Unit.objects.filter(path__startswith=path).values("pk")
    touched = ChangeProcess.touched.through.objects.filter(unit__in=below)
    return Q(unit__in=below) | Q(pk__in=touched.values("changeprocess"))


def _awaits(body: str) -> Q:
    """Planned and not held, before the decision."""
    waiting = Involvement.objects.filter(process=OuterRef("pk"), body=body, held_on=None)
    return Q(Exists(waiting)) & Q(state=ChangeState.PREPARING)


def page_of(rows: QuerySet[ChangeProcess], number: str) -> Page[ChangeProcess]:
    return Paginator(rows, PER_PAGE).get_page(number)


def bodies() -> list[Body]:
    return list(Body.objects.filter(offered=True))


def late_ones(process: ChangeProcess) -> int:
    """Days of it that have passed: to meet someone, or to decide. The rows are at hand."""
    today = clock.today()
    if process.state != ChangeState.PREPARING:
        return int(process.evaluate_on is not None and process.evaluate_on < today)
    meetings = sum(
        1
        for each in process.involvements.all()
        if not each.held and each.planned_on is not None and each.planned_on < today
    )
    return meetings + int(process.decide_by < today)

"""Assessments that one may see, and those of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Record
from vern.core.records.querysets import Position
from vern.plan.risk.models import KIND, RiskAssessment
from vern.plan.risk.rules import AssessmentState, Colour

PAGE: Final = 25
OF_UNIT: Final = 15
SOON: Final = dt.timedelta(days=60)
"""Before an assessment ends: time enough to gather those who take part."""

_RED, _YELLOW = (
    Count(
        "rows",
        filter=Q(rows__colour_after=colour) | Q(rows__colour_after=0, rows__colour_before=colour),
    )
    for colour in (Colour.RED, Colour.YELLOW)
)


def _with_colours(keys: Iterable[int]) -> dict[int, RiskAssessment]:
    """Assessments by key, with their kind and how many red and yellow remain."""
    rows = RiskAssessment.objects.filter(pk__in=list(keys)).select_related("type")
    return dict(rows.annotate(red=_RED, yellow=_YELLOW).in_bulk())


def put_in(records: Sequence[Record]) -> list[Record]:
    """The assessments of records, read once for all: one query."""
    found = _with_colours(each.pk for each in records)
    for each in records:
        each.risk = found[each.pk]
    return list(records)


@dataclass(frozen=True)
class Page:
    """A page of a list by time. `newer` and `older` are cursors; empty: nothing that way."""

    records: list[Record]
    newer: str = ""
    older: str = ""


def cursor(record: Record) -> str:
    """Where a record stands, as text for an address."""
    return f"{clock.microseconds(record.opened_at)}-{record.pk}"


def position(text: str) -> Position | None:
    """The place that a cursor names; None for anything else."""
    moment, _dash, pk = text.partition("-")
    since, key = whole_number(moment), whole_number(pk)
    if since is None or key is None:
        return None
    try:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=since), key
    except OverflowError:
        return None


def newest(actor: Actor, *, before: str = "", after: str = "") -> Page:
    """Those that the actor sees, the newest first: three queries."""
    forward = position(after) if after else None
    backward = position(before) if before else None
    rows: list[Record] = Record.objects.select_related("unit").newest_visible(
        actor, kind=KIND, limit=PAGE + 1, before=backward, after=forward
    )
    more = len(rows) > PAGE
    shown = rows[-PAGE:] if forward else rows[:PAGE]
    if not shown:
        return Page([])
    newer = cursor(shown[0]) if (forward and more) or backward else ""
    older = cursor(shown[-1]) if (not forward and more) or forward else ""
    return Page(put_in(shown), newer, older)


def of_unit(actor: Actor, unit: Unit) -> list[Record]:
    """The newest of a unit and its parts that the actor sees; what is withdrawn is not among them."""
    below = Unit.objects.filter(path__startswith=unit.path).values("pk")
    rows = Record.objects.visible_to(actor).filter(kind=KIND, unit__in=below)
    rows = rows.exclude(risk__state=AssessmentState.WITHDRAWN).select_related("unit")
    return put_in(list(rows.order_by("-opened_at", "-pk")[:OF_UNIT]))

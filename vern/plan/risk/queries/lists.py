"""Assessments that one may see, those of a unit, and what awaits a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.together import ask, relate
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import answered_by
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.querysets import Position
from vern.plan.risk.models import KIND, AssessmentType, Disagreement, RiskAssessment
from vern.plan.risk.queries.rights import may_answer
from vern.plan.risk.rules import AssessmentState, Colour

PAGE: Final = 25
OF_UNIT: Final = 15
NO_UNIT: Final = 0
"""So that each part of the question can be asked, also for who answers for no unit."""
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


# What awaits a person


@dataclass(frozen=True)
class Awaiting:
    """What awaits someone: assessments with their records, disagreements, measures to look at."""

    to_approve: list[RiskAssessment]
    to_finish: list[RiskAssessment]
    to_revise: list[RiskAssessment]
    to_answer: list[tuple[Disagreement, Record]]
    to_verify: list[Measure]


def awaiting(actor: Actor, limit: int) -> Awaiting:
    """One query, besides what is known of the actor."""
    units = answered_by(actor) or {NO_UNIT}
    mine = Party.objects.filter(person=actor.person_id, part=Party.Part.HANDLER).values("record")
    risks = RiskAssessment.objects.filter(
        Q(state=AssessmentState.DRAFT, record__in=mine)
        | Q(state=AssessmentState.SENT, record__unit__in=units)
        | _to_revise(units)
    )
    records = Record.objects.filter(pk__in=risks.values("pk"))
    verify = _to_verify(units)
    found = ask(
        risks=risks.order_by("valid_until", "pk")[: 3 * limit],
        records=records,
        types=AssessmentType.objects.all(),
        disagreements=Disagreement.objects.filter(answered_at=None, to_unit__in=units)[:limit],
        of_disagreements=Record.objects.filter(
            risk__disagreements__in=Disagreement.objects.filter(answered_at=None, to_unit__in=units)
        ).distinct(),
        measures=verify[:limit],
        of_measures=Record.objects.filter(pk__in=verify.values("origin")),
        units=_units_of(risks, verify, units),
    )
    return _related(actor, found)


def _to_revise(units: set[int]) -> Q:
    """Those whose end is near, that nobody has begun to revise, for whoever answers for the unit."""
    begun = RiskAssessment.objects.exclude(state=AssessmentState.WITHDRAWN).exclude(revises=None)
    return Q(
        state=AssessmentState.APPROVED,
        valid_until__lte=clock.today() + SOON,
        record__unit__in=units,
    ) & ~Q(pk__in=begun.values("revises"))


def _to_verify(units: set[int]) -> QuerySet[Any, Any]:
    """Done measures that work waits for, and nobody has looked at."""
    return Measure.objects.filter(
        before_start=True,
        verified_at=None,
        done_at__isnull=False,
        origin__kind=KIND,
        origin__unit__in=units,
        origin__sensitivity__lt=Sensitivity.SEALED,
    ).order_by("done_at", "pk")


def _units_of(risks: Any, measures: Any, units: set[int]) -> QuerySet[Any, Any]:
    return Unit.objects.filter(
        Q(pk__in=Record.objects.filter(pk__in=risks.values("pk")).values("unit"))
        | Q(pk__in=measures.values("unit"))
        | Q(pk__in=units)
        | Q(
            pk__in=Record.objects.filter(
                risk__disagreements__answered_at=None,
                risk__disagreements__to_unit__in=units,
            ).values("unit")
        )
    )


def _related(actor: Actor, found: dict[str, list[Any]]) -> Awaiting:
    units = {each.pk: each for each in found["units"]}
    records = {
        each.pk: each
        for name in ("records", "of_disagreements", "of_measures")
        for each in found[name]
    }
    relate(records.values(), "unit", units)
    relate(found["risks"], "record", records)
    relate(found["risks"], "type", {each.pk: each for each in found["types"]})
    relate(found["disagreements"], "to_unit", units)
    relate(found["measures"], "origin", records)
    by_state: dict[str, list[RiskAssessment]] = {}
    for each in found["risks"]:
        by_state.setdefault(each.state, []).append(each)
    return Awaiting(
        to_approve=by_state.get(AssessmentState.SENT, []),
        to_finish=by_state.get(AssessmentState.DRAFT, []),
        to_revise=by_state.get(AssessmentState.APPROVED, []),
        to_answer=[
            (each, records[each.assessment_id])
            for each in found["disagreements"]
            if each.assessment_id in records and may_answer(actor, each)
        ],
        to_verify=found["measures"],
    )

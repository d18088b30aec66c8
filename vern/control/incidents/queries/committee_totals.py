"""How many reports a committee reviews, of which kinds, how many are open and how many serious."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db import connection
from django.db.models import Count, F, Func, Max, Q

from vern.control.incidents.models import TYPE_LABELS
from vern.control.incidents.queries.committee import (
    LEVEL_COLUMNS,
    Chosen,
    reviewed,
    statement,
    states,
)
from vern.control.incidents.rules import IncidentState, IncidentType, Level
from vern.core.history.models import HistoryLine
from vern.core.org.actors import Actor
from vern.core.records.composed import Statement
from vern.core.records.models import State
from vern.core.records.querysets import RecordQuerySet


class OfType(NamedTuple):
    """How many are of a type."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Totals:
    """How many reports there are. `serious`: a severity of dangerous or more, actual or potential."""

    all: int
    open: int
    serious: int
    types: Sequence[OfType]


Counts = tuple[int, ...]
TYPES = tuple(IncidentType)
NONE: Counts = (0,) * (3 + len(TYPES))


def totals(actor: Actor, given: Chosen) -> Totals:
    """One query for all of them, and one that asks if anything has happened since they were counted."""
    asked = statement(states, actor, given)
    if given.filters.year and not given.filters.type:
        return _totals(_remembered(asked, lambda: _of_a_year(asked)))
    return _totals(_remembered(asked, lambda: _grouped(reviewed(actor, given))))


SECONDS = 60


def _remembered(asked: Statement, count: Callable[[], Counts]) -> Counts:
    """Who goes through the reports page by page has them counted once, until something is done to
    any of them: then there is a new line in the history. Not for more than a minute, since a line
    may be seen before an earlier one.

    In the process: of 200,000 reports, those of a year take half as long to count as the rest of the
    page, and all of them four times as long; a cache in the database would be asked and written by
    queries of its own.
    """
    last: int = HistoryLine.objects.aggregate(last=Max("pk"))["last"] or 0
    about = (connection.settings_dict["NAME"], asked, last)
    key = f"committee.{hashlib.sha256(repr(about).encode()).hexdigest()}"
    return caches["process"].get_or_set(key, count, SECONDS) or NONE


def _of_a_year(found: Statement) -> Counts:
    """Reports get their keys as they come, so those of a year lie side by side: the database reads
    from its first to its last, instead of looking each of them up or reading all that were ever
    made. It counts each type by itself, which is cheaper than sorting by their names."""
    rows, given = found
    levels = ", ".join(f"i.{each}" for each in LEVEL_COLUMNS)
    each_type = ", ".join(["count(*) FILTER (WHERE i.type = %s)"] * len(TYPES))
    counting = f"""
        WITH r (id, state) AS MATERIALIZED ({rows}),
             span AS MATERIALIZED (SELECT min(id) AS first, max(id) AS last FROM r)
        SELECT count(*), count(*) FILTER (WHERE r.state = %s),
               count(*) FILTER (WHERE greatest({levels}) >= %s), {each_type}
        FROM r JOIN incidents_incident AS i ON i.record_id = r.id
        WHERE i.record_id >= (SELECT first FROM span) AND i.record_id <= (SELECT last FROM span)
          AND i.state <> %s
    """  # noqa: S608 (written by Django and here)
    counted: tuple[Any, ...] = (State.OPEN, Level.DANGEROUS.value, *TYPES)
    with connection.cursor() as cursor:
        cursor.execute(counting, (*given, *counted, IncidentState.MERGED))
        return tuple(cursor.fetchone() or NONE)


def _grouped(rows: RecordQuerySet) -> Counts:
    levels = (F(f"incident__{each}") for each in LEVEL_COLUMNS)
    each_type = {each.value: Count("pk", filter=Q(incident__type=each)) for each in TYPES}
    counted: dict[str, int] = (
        rows.order_by()
        .alias(worst=Func(*levels, function="GREATEST"))
        .aggregate(
            every=Count("pk"),
            still_open=Count("pk", filter=Q(state=State.OPEN)),
            serious=Count("pk", filter=Q(worst__gte=Level.DANGEROUS)),
            **each_type,
        )
    )
    return tuple(counted.values())


def _totals(counts: Counts) -> Totals:
    every, still_open, serious, *types = counts
    by_type = zip(TYPES, types, strict=True)
    shown = [
        OfType(each.value, str(TYPE_LABELS[each]), number) for each, number in by_type if number
    ]
    return Totals(every, still_open, serious, shown)

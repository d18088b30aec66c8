"""Open reports past their deadline: how many, and a page of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext as _

from vern.control.incidents.models import KIND
from vern.control.incidents.queries.lists import PAGE, turn_of
from vern.control.incidents.queries.wording import late, level_names, raised, worst_tags
from vern.control.incidents.rules import DIMENSIONS
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import Item, Tag, addresses
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import answered_by
from vern.core.records.composed import Statement, composed
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet

COUNTED = 1000
"""No more than these are counted."""

Deadline = tuple[dt.date, int]


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to. `own`: what awaits the actor; `level`: at least so serious."""

    own: bool = False
    unit_id: int | None = None
    level: int | None = None

    @property
    def chosen(self) -> bool:
        """Whether anything is."""
        return self.unit_id is not None or self.level is not None


@dataclass(frozen=True)
class Overdue:
    """Reports past their deadline, the latest first, and how many there are. `older` is a cursor to
    the next page."""

    records: list[Record]
    count: int
    older: str = ""

    @property
    def capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


def overdue(actor: Actor, narrowed: Narrowed, *, after: str = "") -> Overdue:
    """Open reports past their deadline that the actor reads whole."""
    answered_by(actor)  # from here on known: the statements ask for it
    place = _deadline(after)
    if narrowed.chosen or place:
        rows = _narrowed(_rows(actor, narrowed.own), narrowed)
        count = rows.order_by().values("pk")[: COUNTED + 1].count()
        some = _beyond(rows, place).order_by("due_on", "pk")
    else:  # what most ask for is composed once, and looked for once
        count, first = _counted(composed(_first, actor, narrowed.own, COUNTED + 1))
        some = Record.objects.filter(pk__in=first).order_by("due_on", "pk")
    found = list(some.select_related("unit", "handling_unit", "incident")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE and shown[-1].due_on is not None
    return Overdue(shown, count, f"{shown[-1].due_on:%Y-%m-%d}_{shown[-1].pk}" if more else "")


def _rows(actor: Actor, own: bool) -> RecordQuerySet:  # noqa: FBT001 (part of a statement's name)
    rows = Record.objects.held_by(actor).filter(
        kind=KIND, state=State.OPEN, due_on__lt=clock.today()
    )
    return rows.filter(turn_of(actor)) if own else rows


def _first(actor: Actor, own: bool, limit: int) -> QuerySet[Any, Any]:  # noqa: FBT001
    return _rows(actor, own).order_by("due_on", "pk").values("pk")[:limit]


def _counted(statement: Statement) -> tuple[int, list[int]]:
    """How many rows a statement finds, and the keys of a page of them."""
    asked, given = statement
    page = f"SELECT count(*), (array_agg(id))[1:{PAGE + 1}] FROM ({asked}) AS found (id)"  # noqa: S608 (by Django)
    with connection.cursor() as cursor:
        cursor.execute(page, given)
        count, first = cursor.fetchone() or (0, None)
    return count, first or []


def _narrowed(rows: RecordQuerySet, narrowed: Narrowed) -> RecordQuerySet:
    if narrowed.unit_id is not None:
        path = Unit.objects.filter(pk=narrowed.unit_id).values_list("path", flat=True).first()
        below = Unit.objects.filter(path__startswith=path or "-").values("pk")
        rows = rows.filter(unit__in=below)
    if narrowed.level is not None:
        each = (F(f"incident__{one}_{which}") for one in DIMENSIONS for which in _WHICH)
        rows = rows.alias(worst=Func(*each, function="GREATEST")).filter(worst__gte=narrowed.level)
    return rows


_WHICH = ("actual", "potential")


def _beyond(rows: RecordQuerySet, place: Deadline | None) -> RecordQuerySet:
    if place is None:
        return rows
    due, pk = place
    return rows.filter(Q(due_on__gt=due) | Q(due_on=due, pk__gt=pk))


def _deadline(text: str) -> Deadline | None:
    day, _dash, pk = text.partition("_")
    key = whole_number(pk)
    try:
        return None if key is None else (dt.date.fromisoformat(day), key)
    except ValueError:
        return None


def items(
    records: Sequence[Record], turns: Mapping[int, str], marks: Mapping[int, tuple[Tag, ...]]
) -> list[Item]:
    """The rows, with what presses (`marks`, by key), how serious each was or could have been, and
    whose turn it is."""
    names = level_names() if any(each.incident.severity.chosen for each in records) else {}
    address = addresses("incidents:show")
    pattern, hse = _("%(who)s, %(unit)s. Deadline %(day)s"), _("The HSE department")
    return [
        Item(
            record.title,
            address(record.pk),
            record.number,
            pattern
            % {
                "who": turns[record.pk] or hse,
                "unit": record.handling_unit.name,
                "day": short_day(record.due_on),
            },
            (
                *marks.get(record.pk, ()),
                *worst_tags(record.incident.severity, names),
                *filter(None, (late(record), raised(record))),
            ),
        )
        for record in records
    ]

"""Lists of reports: those one may see, one's own, and those that await a leader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vern.control.incidents.models import KIND
from vern.control.incidents.rules import IncidentState
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import units_answered_for
from vern.core.records.kinds import kinds
from vern.core.records.models import NumberSeries, Record, State
from vern.core.records.querysets import Position, RecordQuerySet

PAGE = 25
OPEN = "open"
"""In a filter: received or in work."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None: all."""

    state: str | None = None
    type: str | None = None
    unit_id: int | None = None
    year: int | None = None

    def apply(self, rows: RecordQuerySet) -> RecordQuerySet:
        if self.state == OPEN:
            rows = rows.filter(state=State.OPEN)
        elif self.state:
            rows = rows.filter(incident__state=self.state)
        if self.type:
            rows = rows.filter(incident__type=self.type)
        if self.unit_id:
            path = Unit.objects.filter(pk=self.unit_id).values_list("path", flat=True).first()
            below = Unit.objects.filter(path__startswith=path or "-").values("pk")
            rows = rows.filter(unit__in=below)
        if self.year:
            rows = rows.filter(
                opened_at__gte=clock.start_of(dt.date(self.year, 1, 1)),
                opened_at__lt=clock.start_of(dt.date(self.year + 1, 1, 1)),
            )
        return rows


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


def page_of(actor: Actor, filters: Filters, *, before: str = "", after: str = "") -> Page:
    """The newest reports that the actor may see, older or newer than a cursor."""
    rows = filters.apply(Record.objects.select_related("unit", "incident"))
    return _page(actor, rows, position(before), position(after))


def mine(actor: Actor, *, before: str = "", after: str = "") -> Page:
    """The reports that the actor has sent."""
    rows = Record.objects.select_related("unit", "incident").reported_by(actor)
    return _page(actor, rows, position(before), position(after))


def _page(
    actor: Actor, rows: RecordQuerySet, before: Position | None, after: Position | None
) -> Page:
    # One more than is shown tells whether there is a next page.
    if after is not None and before is None:
        found = rows.newest_visible(actor, kind=KIND, limit=PAGE + 1, after=after)
        if len(found) > PAGE:
            shown = found[1:]
            return Page(shown, newer=cursor(shown[0]), older=cursor(shown[-1]))
        before = None  # so near the top that the first page shows it, full
    found = rows.newest_visible(actor, kind=KIND, limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    return Page(
        shown,
        newer=cursor(shown[0]) if before and shown else "",
        older=cursor(shown[-1]) if len(found) > PAGE else "",
    )


def years() -> list[int]:
    """The years in which reports have come, newest first."""
    series = NumberSeries.objects.filter(prefix=kinds[KIND].prefix).order_by("-year")
    return list(series.values_list("year", flat=True))


_ON_THE_DESK = (
    *("kind", "number", "title", "opened_at", "incident__state"),
    *("unit__name_nb", "unit__name_nn", "unit__name_en"),
)


@dataclass(frozen=True)
class Awaiting:
    """The first of the reports that await a leader, and how many they are."""

    first: list[Record]
    count: int


def to_answer_for(actor: Actor, shown: int, limit: int) -> Awaiting:
    """Open reports that the actor is the one to handle: untouched ones, the newest first; then
    those in work, the oldest first. What has just happened must not drown among old ones.

    At most `shown` of them, with what a list of tasks says only; counted no further than `limit`.
    """
    units = units_answered_for(actor.person_id) if actor.person_id is not None else set()
    if not units:
        return Awaiting([], 0)
    waiting = Record.objects.visible_to(actor).filter(
        kind=KIND, state=State.OPEN, handling_unit__in=units
    )
    # One question for both sorts would have to read and sort all that waits.
    rows = waiting.select_related("unit", "incident").only(*_ON_THE_DESK)
    untouched = rows.filter(incident__state=IncidentState.RECEIVED)
    found = list(untouched.order_by("-opened_at", "pk")[: shown + 1])
    if len(found) <= shown:
        begun = rows.exclude(incident__state=IncidentState.RECEIVED)
        found += begun.order_by("opened_at", "pk")[: shown + 1 - len(found)]
    if len(found) <= shown:
        return Awaiting(found, len(found))
    return Awaiting(found[:shown], waiting.order_by()[:limit].count())

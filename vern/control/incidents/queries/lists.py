"""Lists of reports: those one may see, one's own, and those that await a leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from vern.control.incidents.models import KIND
from vern.control.incidents.rules import IncidentState
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.urgency import SOON
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, RoleKey, Unit
from vern.core.org.queries import answered_by
from vern.core.records.composed import Rows, Statement, among, among_found, composed, keys
from vern.core.records.kinds import kinds
from vern.core.records.models import NumberSeries, Party, Record, State
from vern.core.records.querysets import Position, RecordQuerySet, under

PAGE = 25
DECEMBER = 12
OPEN = "open"
"""In a filter: received or in work."""

LATE = "late"
"""In a filter: open, and past its deadline."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None: all. `month`: of the year, or of every year."""

    state: str | None = None
    type: str | None = None
    unit_id: int | None = None
    year: int | None = None
    month: int | None = None

    def apply(self, rows: RecordQuerySet) -> RecordQuerySet:
        if self.state == OPEN:
            rows = rows.filter(state=State.OPEN)
        elif self.state == LATE:
            rows = rows.filter(state=State.OPEN, due_on__lt=clock.today())
        elif self.state:
            rows = rows.filter(incident__state=self.state)
        if self.type:
            rows = rows.filter(incident__type=self.type)
        if self.unit_id:
            path = Unit.objects.filter(pk=self.unit_id).values_list("path", flat=True).first()
            below = Unit.objects.filter(path__startswith=path or "-").values("pk")
            rows = rows.filter(unit__in=below)
        if self.year:
            first, last = self._span(self.year)
            rows = rows.filter(
                opened_at__gte=clock.start_of(first), opened_at__lt=clock.start_of(last)
            )
        elif self.month:
            rows = rows.filter(opened_at__month=self.month)
        return rows

    def _span(self, year: int) -> tuple[dt.date, dt.date]:
        """The first day of the year, or of its month, and the first one after it."""
        first, last = (self.month, self.month + 1) if self.month else (1, 13)
        end = dt.date(year, last, 1) if last <= DECEMBER else dt.date(year + 1, 1, 1)
        return dt.date(year, first, 1), end


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
    rows = filters.apply(Record.objects.select_related("unit", "incident__merged_into"))
    return _page(actor, rows, position(before), position(after))


def mine(actor: Actor, *, before: str = "", after: str = "") -> Page:
    """The reports that the actor has sent."""
    rows = Record.objects.select_related("unit", "incident__merged_into").reported_by(actor)
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
    *("kind", "number", "title", "state", "opened_at", "due_on", "handling_unit"),
    "incident__state",
    *("unit__name_nb", "unit__name_nn", "unit__name_en"),
)


@dataclass(frozen=True)
class Awaiting:
    """The first of the reports that await a leader, how many they are, and how many are late."""

    first: list[Record]
    count: int
    late: int


def to_answer_for(actor: Actor, shown: int, limit: int) -> Awaiting:
    """Open reports that the actor is the one to handle: late ones, the latest first; those due soon,
    the nearest first; untouched ones, the newest first; then those in work, the oldest first. What
    has just happened must not drown among old ones.

    At most `shown` of them, with what a list of tasks says only; counted no further than `limit`.
    """
    if actor.person_id is None:
        return Awaiting([], 0, 0)
    answered_by(actor)  # from here on known: the statements ask for it
    rows = Record.objects.filter(pk__in=_first_of(_SORTS, actor, shown + 1))
    found = sorted(
        rows.select_related("unit", "incident").only(*_ON_THE_DESK).order_by(), key=_urgency
    )
    late = sum(each.due_on is not None and each.due_on < clock.today() for each in found)
    if len(found) <= shown:
        return Awaiting(found, len(found), late)
    # Late ones come first: there may be more than these.
    asked = (_turn_at_most, _late) if late > shown else (_turn_at_most,)
    count, *all_late = how_many(*(composed(rows, actor, limit) for rows in asked))
    return Awaiting(found[:shown], count, *(all_late or [late]))


def _turn(actor: Actor) -> RecordQuerySet:
    """Open reports that are the actor's to handle. What reaches one otherwise than by a post that
    has many is little, and found first: not looked for among all that are open."""
    mine = Record.objects.held_by(actor).filter(turn_of(actor), kind=KIND, state=State.OPEN)
    if answers_by_post(actor):
        return mine
    return Record.objects.filter(among_found("pk", mine.order_by().values("pk")))


def _turn_at_most(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    return _turn(actor).order_by().values("pk")[:limit]


def _late(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    rows = _turn(actor).filter(due_on__lt=clock.today())
    return rows.order_by("due_on", "pk").values("pk")[:limit]


def _soon(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    days = (clock.today(), clock.today() + SOON)
    rows = _turn(actor).filter(due_on__range=days)
    return rows.order_by("due_on", "pk").values("pk")[:limit]


def _untouched(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    rows = _turn(actor).filter(_in_time(), incident__state=IncidentState.RECEIVED)
    return rows.order_by("-opened_at", "pk").values("pk")[:limit]


def _begun(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    rows = _turn(actor).filter(_in_time(), ~Q(incident__state=IncidentState.RECEIVED))
    return rows.order_by("opened_at", "pk").values("pk")[:limit]


def _in_time() -> Q:
    """Neither late nor soon due."""
    return ~Q(due_on__lte=clock.today() + SOON)


# One order for all sorts would have to read and sort all that waits. Each sort in its own order,
# one after the other: the database stops where enough are found.
_SORTS = (_late, _soon, _untouched, _begun)


def _first_of(sorts: Iterable[Rows], actor: Actor, limit: int) -> RawSQL:
    """Keys of the first records among several sorts, one sort after the other."""
    asked = [composed(rows, actor, limit) for rows in sorts]
    each = " UNION ALL ".join(f"({statement})" for statement, _given in asked)
    first = f"SELECT id FROM ({each}) AS first (id) LIMIT {limit:d}"  # noqa: S608 (by Django)
    return keys((first, tuple(one for _sql, given in asked for one in given)))


def how_many(*statements: Statement) -> list[int]:
    """How many rows each statement finds: one query."""
    counts = [f"(SELECT count(*) FROM ({asked}) AS found)" for asked, _given in statements]  # noqa: S608 (by Django)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(counts)}",
            [one for _asked, given in statements for one in given],
        )
        return [int(count) for count in cursor.fetchone()]


def _urgency(record: Record) -> tuple[int, float, int]:
    if record.due_on is not None and record.due_on <= clock.today() + SOON:
        return 0, record.due_on.toordinal(), record.pk
    opened = record.opened_at.timestamp()
    if record.incident.state == IncidentState.RECEIVED:
        return 1, -opened, record.pk
    return 2, opened, record.pk


def turn_of(actor: Actor) -> Q:
    """Which open reports await the actor: as the leader who answers for the unit, with the written
    assignment there, asked by name, or, where no leader may have it, as the HSE department."""
    if actor.person_id is None:
        return Q(pk__in=[])
    mine = Q(owner__in=actor.doing_for) | Q(owner=None) & by_post(actor)
    assigned = tuple(post.path for post in actor.posts if post.role == RoleKey.CASE_HANDLER)
    if assigned:
        mine |= Q(owner=None, handling_unit__in=Unit.objects.filter(under(assigned)).values("pk"))
    taken_part = Party.objects.filter(
        record=OuterRef("pk"), person=actor.person_id, part=Party.Part.REPORTER
    )
    return mine & ~Q(Exists(taken_part))


def by_post(actor: Actor) -> Q:
    """Reports that are the actor's for a post: the leader's who answers for the unit, or, where no
    leader may have it, the HSE department's."""
    mine = among("handling_unit", answered_by(actor))
    if any(post.role == RoleKey.HSE_DEPARTMENT for post in actor.posts):
        mine |= _without_leader()
    return mine


def answers_by_post(actor: Actor) -> bool:
    """Whether reports await the actor as a leader or by written assignment."""
    return any(post.role in (RoleKey.LEADER, RoleKey.CASE_HANDLER) for post in actor.posts)


def _without_leader() -> Q:
    """Reports at the top, where nobody leads or the leader must not have it."""
    at_top = Unit.objects.filter(path__regex=r"^\d+\.$")
    held = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.LEADER, unit__in=at_top.values("pk")
    )
    barred = Party.objects.filter(
        record=OuterRef(OuterRef("pk")),
        person__isnull=False,
        part__in=(Party.Part.REPORTER, Party.Part.SUBJECT),
    )
    may_have_it = held.exclude(person__in=barred.values("person"))
    return among_found("handling_unit", at_top.values("pk")) & ~Q(Exists(may_have_it))

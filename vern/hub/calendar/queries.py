"""What falls due, for a reader: their own, and what they may know of at the units whose cases they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.urgency import Urgency, urgency
from vern.core.org.actors import Actor
from vern.core.records.composed import reads_any
from vern.core.records.kinds import kinds
from vern.core.records.models import Sensitivity
from vern.hub.calendar.models import Carrier, Deadline, Sweep
from vern.hub.calendar.ports import DeadlineRule, Item, Words, deadline_rules, in_words
from vern.hub.calendar.rules import Month, days_late, wheel

PAGE = 40
OWN, UNITS = "own", "units"

Rows = QuerySet[Deadline]


@dataclass(frozen=True)
class Line:
    """A deadline in words for one reader."""

    rule: DeadlineRule
    words: Words
    due_on: dt.date
    unit: str
    urgency: Urgency
    days_late: int = 0

    @property
    def late(self) -> bool:
        return self.urgency is Urgency.LATE

    @property
    def this_week(self) -> bool:
        return self.urgency is Urgency.SOON


@dataclass(frozen=True)
class Part:
    """What stands under one heading."""

    urgency: Urgency
    lines: list[Line]

    @property
    def late(self) -> bool:
        return self.urgency is Urgency.LATE

    @property
    def this_week(self) -> bool:
        return self.urgency is Urgency.SOON


@dataclass(frozen=True)
class Spoke:
    """A month of the wheel, and how much falls due in it."""

    month: Month
    count: int
    chosen: bool


@dataclass(frozen=True)
class Wish:
    """What the page is asked for. `after`: a cursor."""

    whose: str = OWN
    month: Month | None = None
    after: str = ""


@dataclass(frozen=True)
class Page:
    """The calendar. `late`: how many are past their day; `older` is a cursor to what comes next;
    `swept_at`: when it was last put in step with the state of things."""

    whose: str
    month: Month | None
    parts: list[Part]
    wheel: list[Spoke]
    late: int
    next: str
    has_units: bool
    swept_at: dt.datetime | None = None
    rules: Sequence[DeadlineRule] = field(default_factory=tuple)

    @property
    def empty(self) -> bool:
        return not self.parts


def reads_cases(actor: Actor) -> bool:
    """Whether there are units whose cases the actor reads."""
    return any(actor.has(kind.see) for kind in kinds)


def page_for(actor: Actor, wish: Wish) -> Page:
    """The nearest first: all that is late or to come, or one month."""
    units = wish.whose == UNITS and reads_cases(actor)
    rows = _at_units(actor) if units else own(actor)
    chosen = rows if wish.month is None else _in_month(rows, wish.month)
    near = _beyond(chosen, wish.after).select_related("unit").order_by("due_on", "pk")
    found = list(near[: PAGE + 1])
    shown = found[:PAGE]
    spokes, late = _wheel(rows, wish.month)
    return Page(
        whose=UNITS if units else OWN,
        month=wish.month,
        parts=parts_of(lines(shown, actor)),
        wheel=spokes,
        late=late,
        next=f"{shown[-1].due_on:%Y-%m-%d}_{shown[-1].pk}" if len(found) > PAGE else "",
        has_units=reads_cases(actor),
        swept_at=Sweep.objects.values_list("at", flat=True).first(),
    )


def own(actor: Actor) -> Rows:
    """What the person is to do, also for those for whom they stand in, as the last sweep found it;
    nothing that has been sealed since."""
    whose = (actor.person_id or 0, *(each.person_id for each in actor.standing_in))
    carried = Carrier.objects.filter(deadline=OuterRef("pk"), person__in=whose)
    return _unsealed().filter(Exists(carried))


def _at_units(actor: Actor) -> Rows:
    """What belongs to cases that the actor reads whole."""
    rows: Rows = _unsealed().filter(reads_any(actor, "calendar_deadline.record_id"))
    return rows


def _unsealed() -> Rows:
    return Deadline.objects.filter(record__sensitivity__lt=Sensitivity.SEALED)


def _in_month(rows: Rows, month: Month) -> Rows:
    return rows.filter(due_on__gte=month.first, due_on__lt=month.after)


def _beyond(rows: Rows, after: str) -> Rows:
    day, _dash, pk = after.partition("_")
    key = whole_number(pk)
    if key is None:
        return rows
    try:
        due = dt.date.fromisoformat(day)
    except ValueError:
        return rows
    return rows.filter(Q(due_on__gt=due) | Q(due_on=due, pk__gt=key))


def _wheel(rows: Rows, chosen: Month | None) -> tuple[list[Spoke], int]:
    """Twelve months from this one (or the chosen one, if it is earlier), and how many are late."""
    today = clock.today()
    counted = (
        rows.order_by()
        .annotate(year=ExtractYear("due_on"), month=ExtractMonth("due_on"))
        .values("year", "month")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    found = {Month(each["year"], each["month"]): each for each in counted}
    first = min(today, chosen.first) if chosen else today
    spokes = [
        Spoke(month, found[month]["count"] if month in found else 0, month == chosen)
        for month in wheel(first)
    ]
    return spokes, sum(each["late"] for each in found.values())


def lines(rows: Iterable[Deadline], actor: Actor) -> list[Line]:
    """In words, without what the actor may not know of now."""
    asked = [(each, Item(each.rule, each.subject, each.record_id)) for each in rows]
    words = in_words((item for _row, item in asked), actor)
    today = clock.today()
    return [
        Line(
            rule=deadline_rules[row.rule],
            words=words[item],
            due_on=row.due_on,
            unit=row.unit.name,
            urgency=urgency(row.due_on, today),
            days_late=days_late(row.due_on, today),
        )
        for row, item in asked
        if item in words
    ]


def parts_of(found: Iterable[Line]) -> list[Part]:
    """Late, this week, later; only those with something in them."""
    by: dict[Urgency, list[Line]] = {}
    for each in found:
        by.setdefault(each.urgency, []).append(each)
    return [Part(key, by[key]) for key in sorted(by)]


def nearest_own(actor: Actor, limit: int) -> list[tuple[Deadline, Words]]:
    """For a feed: the person's own, what is furthest past its day last."""
    today = clock.today()
    rows = own(actor).order_by(F("due_on").desc())[:limit]
    found = {Item(each.rule, each.subject, each.record_id): each for each in rows}
    words = in_words(found, actor)
    shown = [(row, words[item]) for item, row in found.items() if item in words]
    return sorted(shown, key=lambda pair: (pair[0].due_on < today, pair[0].due_on, pair[0].pk))

"""What to bring to the meeting before a round: what is open at the unit, and what the last round found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import Item, Tag, addresses
from vern.core.measures.models import SEE_PLAN
from vern.core.measures.plans import in_plan
from vern.core.measures.queries import lines
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.kinds import kinds
from vern.core.records.models import Record, State
from vern.hub.calendar.models import Deadline
from vern.hub.calendar.ports import Item as DeadlineItem
from vern.hub.calendar.ports import in_words
from vern.plan.rounds.models import KIND, Finding, Round
from vern.plan.rounds.queries.findings import title_of
from vern.plan.rounds.rules import HELD_STATES, Outcome

SHOWN = 5
AT_MOST = 200
AHEAD = dt.timedelta(days=90)
OF_MEASURES = "measures."


@dataclass(frozen=True)
class Some:
    """The first of many, and how many there are."""

    items: list[Item]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True)
class ToBring:
    """What a round is prepared with. `cases` by the kind's name."""

    measures: Some
    cases: list[tuple[str, Some]]
    due: list[Item]
    last: Round | None
    last_open: list[Item]


def to_bring(actor: Actor, round_: Round) -> ToBring:
    """For this reader: never more than what they may see where it stands."""
    unit = round_.record.unit
    last = _last(actor, round_)
    return ToBring(
        measures=_measures(actor, unit),
        cases=_cases(actor, unit),
        due=_due(actor, unit),
        last=last,
        last_open=_left_open(last) if last else [],
    )


def _last(actor: Actor, round_: Round) -> Round | None:
    """The unit's last round, if this reader reads it: one may take part in this one alone."""
    seen = Record.objects.visible_to(actor).filter(kind=KIND, unit=round_.record.unit_id)
    earlier = Round.objects.filter(
        record__in=seen.order_by().values("pk"), state__in=HELD_STATES, day__lt=round_.day
    )
    found: Round | None = earlier.select_related("record__unit").order_by("-day", "-pk").first()
    return found


def _left_open(last: Round) -> list[Item]:
    """What the last round found and is not done: measures that are open, and what was put off. Two
    queries."""
    put_off = Q(measure=None, outcome__in=("", Outcome.NOT_NOW))
    rows = last.findings.filter(put_off | Q(measure__isnull=False, measure__done_at=None))
    found = list(rows.select_related("area", "point").prefetch_related("marks"))
    return [
        Item(
            _short(each),
            reverse("rounds:finding", args=[last.pk, each.pk]),
            meta=each.area.name,
            tags=(Tag(_("Put off"), "neutral"),) if each.measure_id is None else (),
        )
        for each in found
    ]


def _short(finding: Finding) -> str:
    said = finding.words or next((each.comment for each in finding.marks.all()), "")
    return title_of(said, finding.point.name if finding.point else "")


def _measures(actor: Actor, unit: Unit) -> Some:
    if not actor.scope(SEE_PLAN).covers(unit.path):
        return Some([], 0)
    rows = in_plan(actor, unit).filter(done_at=None).order_by("due_on", "pk")
    today = clock.today()
    found = lines(rows[:SHOWN])
    address = addresses("measures:show")
    items = [
        Item(
            each.words,
            address(each.measure.pk),
            meta=short_day(each.measure.due_on),
            tags=(Tag(_("Late"), "danger"),) if each.measure.due_on < today else (),
        )
        for each in found
    ]
    return Some(items, rows.count() if len(found) == SHOWN else len(found))


def _cases(actor: Actor, unit: Unit) -> list[tuple[str, Some]]:
    """Open cases of other kinds at the unit, by kind: one query."""
    rows = Record.objects.visible_to(actor).filter(
        Q(unit__path__startswith=unit.path), state=State.OPEN
    )
    by_kind: dict[str, list[Record]] = {}
    others = [each.key for each in kinds if each.key != KIND]
    for each in rows.filter(kind__in=others).order_by("-opened_at")[:AT_MOST]:
        by_kind.setdefault(each.kind, []).append(each)
    return [
        (
            str(kinds[kind].label),
            Some(
                [
                    Item(each.title, kinds[kind].url(each.pk), kicker=each.number)
                    for each in found[:SHOWN]
                ],
                len(found),
            ),
        )
        for kind, found in by_kind.items()
    ]


def _due(actor: Actor, unit: Unit) -> list[Item]:
    """What falls due at the unit in the next months, but measures, which stand for themselves."""
    until = clock.today() + AHEAD
    rows = Deadline.objects.filter(unit__path__startswith=unit.path, due_on__lte=until).exclude(
        rule__startswith=OF_MEASURES
    )
    found = list(rows.exclude(rule__startswith="rounds.").order_by("due_on")[: SHOWN * 4])
    items = {DeadlineItem(each.rule, each.subject, each.record_id): each for each in found}
    words = in_words(items, actor)
    return [
        Item(said.title, said.url, kicker=said.number, meta=short_day(items[item].due_on))
        for item, said in words.items()
    ][: SHOWN * 2]

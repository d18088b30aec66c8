"""Rounds by the dozen: those that one may read, those that one is told of, and who lacks one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.kernel.ui.listing import Item, Tag, addresses
from vern.core.org.actors import Actor, holding
from vern.core.org.models import RoleKey, Unit, UnitPlacement
from vern.core.org.queries import answered_by, tree_of
from vern.core.org.tree import Place
from vern.core.records.composed import among
from vern.core.records.models import Record
from vern.core.records.querysets import under
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.models import KIND, STATE_LABELS, Round
from vern.plan.rounds.rules import OPEN_STATES, OPEN_TO_WISHES, RoundState, due_in

PAGE = 50
TONES = {
    RoundState.PLANNED: "info",
    RoundState.MAPPING: "info",
    RoundState.FOLLOW_UP: "warning",
    RoundState.SIGNED: "success",
    RoundState.CALLED_OFF: "neutral",
}


def state_tag(round_: Round) -> Tag:
    state = RoundState(round_.state)
    return Tag(str(STATE_LABELS[state]), TONES[state])


def _seen(actor: Actor) -> QuerySet[Any, Any]:
    return Record.objects.visible_to(actor).filter(kind=KIND).order_by().values("pk")


def _readable(actor: Actor) -> QuerySet[Round]:
    """Rounds that the actor reads."""
    return Round.objects.filter(record__in=_seen(actor)).select_related("record__unit")


@dataclass(frozen=True)
class Listed:
    """What the page of rounds shows. `older`: the day and key where the next page begins, or
    nothing."""

    now: list[Item]
    earlier: list[Item]
    older: str


def listed(actor: Actor, before: str = "") -> Listed:
    """Open rounds by day, then those that are over, the newest first."""
    rows = _readable(actor)
    over = rows.exclude(state__in=OPEN_STATES).annotate(found=Count("findings"))
    if position := _position(before):
        on, key = position
        over = over.filter(Q(day__lt=on) | Q(day=on, pk__lt=key))
    earlier = list(over.order_by("-day", "-pk")[: PAGE + 1])
    last = earlier[PAGE - 1] if len(earlier) > PAGE else None
    now: list[Any] = []
    if not before:
        open_ones = rows.filter(state__in=OPEN_STATES).annotate(found=Count("findings"))
        now = list(open_ones.order_by("day", "pk")[:PAGE])
    return Listed(
        [_item(each) for each in now],
        [_item(each) for each in earlier[:PAGE]],
        f"{last.day.isoformat()}.{last.pk}" if last else "",
    )


def _position(text: str) -> tuple[dt.date, int] | None:
    on, _dot, key = text.partition(".")
    try:
        return dt.date.fromisoformat(on), int(key)
    except ValueError:
        return None


def _item(round_: Any) -> Item:
    found = _("%(count)d findings") % {"count": round_.found} if round_.found else ""
    return Item(
        title=_called(round_),
        url=addresses("rounds:show")(round_.pk),
        kicker=round_.record.number,
        meta=" · ".join(filter(None, [round_.record.unit.name, found])),
        tags=(state_tag(round_),),
    )


def _called(round_: Round) -> str:
    return _("HSE round %(day)s") % {"day": day(round_.day)}


def told_of(actor: Actor) -> list[Item]:
    """The newest rounds where the actor works, and that they do not read whole (those stand further
    down on the page): those that ask for wishes, and what came of the others."""
    asked = Q(state__in=OPEN_TO_WISHES, wishes_asked_at__isnull=False)
    rows = Round.objects.told_to(actor).filter(asked | Q(state=RoundState.SIGNED))
    rows = rows.exclude(record__in=_seen(actor)).select_related("record__unit")
    address = addresses("rounds:for_all")
    return [
        Item(
            _called(each),
            address(each.pk),
            meta=each.record.unit.name,
            tags=(_told(each),),
        )
        for each in rows.order_by("-day", "-pk")[:10]
    ]


def _told(round_: Round) -> Tag:
    if round_.state == RoundState.SIGNED:
        return Tag(_("What came of it"), "success")
    return Tag(_("Say what to look at"), "info")


def units_to_hold(actor: Actor) -> list[Unit]:
    """Where the actor may plan a round, by name; what they answer for first."""
    scope = actor.scope(HOLD)
    if not scope.prefixes:
        return []
    own = answered_by(actor)
    found = Unit.objects.filter(under(scope.prefixes), active=True)
    return sorted(found, key=lambda each: (each.pk not in own, each.name))


def without_round(units: Collection[int], year: int) -> set[int]:
    """Ids of those units that have no round in a year, planned or held: one query."""
    have = (
        Round.objects.filter(record__unit__in=units, day__year=year)
        .exclude(state=RoundState.CALLED_OFF)
        .values_list("record__unit", flat=True)
    )
    return set(units).difference(have)


def units_lacking(actor: Actor) -> QuerySet[Unit]:
    """Reporting units that the actor answers for, or helps, and that have no round this year, with the
    `last_day` for it. A statement that the desk composes."""
    helped = {post.unit_id for post in actor.posts if post.role == RoleKey.COORDINATOR}
    year = clock.today().year
    have = Round.objects.filter(record__unit=OuterRef("pk"), day__year=year)
    reporting = UnitPlacement.objects.filter(
        holding(clock.today()), unit=OuterRef("pk"), reports=True
    )
    rows = Unit.objects.filter(
        among("pk", answered_by(actor)) | among("pk", helped),
        ~Exists(have.exclude(state=RoundState.CALLED_OFF)),
        Exists(reporting),
        active=True,
    )
    rows = rows.annotate(last_day=Value(due_in(year), DateField()))
    return rows if actor.has(HOLD) else rows.none()


def lacking_for(actor: Actor) -> list[Place]:
    """Those units, by code. One query, and the tree."""
    places = tree_of(actor).places
    found = [places[each.pk] for each in units_lacking(actor) if each.pk in places]
    return sorted(found, key=lambda each: each.code)

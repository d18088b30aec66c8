"""What rounds put on a person's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.org.actors import Actor
from vern.hub.desk.ports import Shortcut, Task, TaskSource, shortcuts, task_sources
from vern.plan.rounds.models import STATE_LABELS, Round
from vern.plan.rounds.queries import turns
from vern.plan.rounds.queries.lists import lacking_for
from vern.plan.rounds.rules import RoundState, due_in


def to_do(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:
    """Rounds that ask what to look at, those under way, then this year's that nobody has planned."""
    for each in turns.on_desk(actor, limit):
        yield _asked(each.round) if each.asks else _under_way(each.round)
    for unit in lacking_for(actor)[:limit]:
        yield Task(
            title=_("Plan this year's HSE round"),
            url=f"{reverse('rounds:new')}?unit={unit.unit_id}",
            unit=unit.name,
            due=due_in(day.year),
            until=_("At least one a year, by %(day)s"),
        )


def _asked(round_: Round) -> Task:
    return Task(
        title=_("What should the HSE round look at?"),
        url=reverse("rounds:for_all", args=[round_.pk]),
        unit=round_.record.unit.name,
        due=round_.wishes_until,
        until=_("Answer by %(day)s. It takes a minute."),
    )


def _under_way(round_: Round) -> Task:
    state = RoundState(round_.state)
    return Task(
        title=round_.record.title,
        url=reverse("rounds:show", args=[round_.pk]),
        unit=round_.record.unit.name,
        number=round_.record.number,
        due=round_.day if state is not RoundState.FOLLOW_UP else None,
        until=_("The walk is on %(day)s"),
        status=str(STATE_LABELS[state]),
    )


def register() -> None:
    task_sources.add(
        TaskSource(
            "rounds",
            gettext_lazy("HSE rounds"),
            to_do,
            gettext_lazy("No HSE round awaits you."),
            all_url="rounds:list",
        )
    )
    shortcuts.add(
        Shortcut(
            "rounds",
            gettext_lazy("HSE rounds"),
            gettext_lazy("What is to be looked at where you work, and what came of it."),
            lambda actor: reverse("rounds:list") if actor.signed_in else "",
            order=30,
        )
    )

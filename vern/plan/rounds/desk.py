"""What rounds put on a person's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.hub.desk.ports import Shortcut, Task, TaskSource, shortcuts, task_sources
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.models import STATE_LABELS
from vern.plan.rounds.queries import turns
from vern.plan.rounds.queries.lists import lacking_for
from vern.plan.rounds.rules import RoundState, due_in


def to_do(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:
    """Rounds under way, then this year's that nobody has planned."""
    address = addresses("rounds:show")
    for each in turns.open_for(actor)[:limit]:
        state = RoundState(each.state)
        yield Task(
            title=each.record.title,
            url=address(each.pk),
            unit=each.record.unit.name,
            number=each.record.number,
            due=each.day if state is not RoundState.FOLLOW_UP else None,
            until=_("The walk is on %(day)s"),
            status=str(STATE_LABELS[state]),
        )
    if actor.has(HOLD):
        for unit in lacking_for(actor)[:limit]:
            yield Task(
                title=_("Plan this year's HSE round"),
                url=f"{reverse('rounds:new')}?unit={unit.pk}",
                unit=unit.name,
                due=due_in(day.year),
                until=_("At least one a year, by %(day)s"),
            )


def to_say(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Rounds that ask everyone what to look at."""
    address = addresses("rounds:for_all")
    for each in turns.asking(actor)[:limit]:
        yield Task(
            title=_("What should the HSE round look at?"),
            url=address(each.pk),
            unit=each.record.unit.name,
            due=each.wishes_until,
            until=_("Answer by %(day)s. It takes a minute."),
        )


SOURCES: Final = (
    TaskSource(
        "rounds",
        gettext_lazy("HSE rounds"),
        to_do,
        gettext_lazy("No HSE round awaits you."),
        all_url="rounds:list",
    ),
    TaskSource(
        "round_wishes",
        gettext_lazy("HSE rounds where you work"),
        to_say,
        gettext_lazy("No HSE round asks you what to look at."),
    ),
)


def register() -> None:
    task_sources.add(*SOURCES)
    shortcuts.add(
        Shortcut(
            "rounds",
            gettext_lazy("HSE rounds"),
            gettext_lazy("What is to be looked at where you work, and what came of it."),
            lambda actor: reverse("rounds:list") if actor.signed_in else "",
            order=30,
        )
    )

"""What rounds put on a person's desk."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.hub.desk.ports import Shortcut, Turn, TurnGroup, shortcuts, turn_groups
from vern.plan.rounds.models import STATE_LABELS
from vern.plan.rounds.queries import turns
from vern.plan.rounds.queries.lists import units_lacking
from vern.plan.rounds.rules import RoundState


def _for_all(pk: int) -> str:
    return reverse("rounds:for_all", args=[pk])


def _plan(unit: int) -> str:
    return f"{reverse('rounds:new')}?unit={unit}"


def _under_way(state: RoundState, *, walked: bool = False) -> Turn:
    rows = partial(turns.under_way, state=state)
    if walked:
        return Turn(str(state), STATE_LABELS[state], rows)
    until = _("The walk is on %(day)s")
    return Turn(str(state), STATE_LABELS[state], rows, due="round__day", until=until)


TURNS: Final = TurnGroup(
    "rounds",
    _("HSE rounds"),
    _("No HSE round awaits you."),
    (
        Turn(
            "asks",
            "",
            turns.asking,
            due="round__wishes_until",
            until=_("Answer by %(day)s. It takes a minute"),
            action=_for_all,
            title=_("What should the HSE round look at?"),
        ),
        _under_way(RoundState.PLANNED),
        _under_way(RoundState.MAPPING),
        _under_way(RoundState.FOLLOW_UP, walked=True),
        Turn(
            "plan",
            "",
            units_lacking,
            due="last_day",
            until=_("At least one a year, by %(day)s"),
            action=_plan,
            title=_("Plan this year's HSE round"),
            of_units=True,
        ),
    ),
    all_url="rounds:list",
)


def register() -> None:
    turn_groups.add(TURNS)
    shortcuts.add(
        Shortcut(
            "rounds",
            _("HSE rounds"),
            _("What is to be looked at where you work, and what came of it."),
            lambda actor: reverse("rounds:list") if actor.signed_in else "",
            order=30,
        )
    )

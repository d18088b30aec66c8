"""What of risk assessments lies on a person's desk."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.hub.desk.ports import Shortcut, Turn, TurnGroup, shortcuts, turn_groups
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.queries import waiting

TURNS: Final = TurnGroup(
    "risk",
    _("Risk assessments"),
    _("No risk assessment waits for you."),
    (
        Turn("approve", _("To approve"), waiting.to_approve),
        Turn("answer", _("Someone does not agree"), waiting.to_answer),
        Turn("verify", _("Look if it is in place"), waiting.to_verify),
        Turn(
            "revise",
            _("To revise"),
            waiting.to_revise,
            due="risk__valid_until",
            until=_("To be revised by %(day)s"),
        ),
        Turn("take_part", _("You take part: say what you know"), waiting.to_take_part),
        Turn("finish", _("To finish writing"), waiting.to_finish),
    ),
    all_url="risk:list",
    concerns=lambda actor: actor.has(SEE),
)


def register() -> None:
    turn_groups.add(TURNS)
    shortcuts.add(
        Shortcut(
            "risk",
            _("Risk assessments"),
            _("What your unit has assessed, and what is missing. Start one here."),
            lambda actor: reverse("risk:list") if actor.has(SEE) else "",
            order=20,
        )
    )

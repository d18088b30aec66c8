"""What is done with rounds, as the history says it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb

VERBS: Final = (
    Verb("round.planned", _("Planned the HSE round")),
    Verb("round.changed", _("Changed the plan for the HSE round")),
    Verb("round.asked", _("Asked someone to take part")),
    Verb("round.left_out", _("Left someone out")),
    Verb("round.area_added", _("Added a room on the way")),
    Verb("round.wishes_asked", _("Asked everyone at the unit what to look at")),
    Verb("round.wished", _("Said what to look at")),
    Verb("round.wish_answered", _("Answered what someone wanted looked at")),
    Verb("round.began", _("Began to walk the round")),
    Verb("round.marked", _("Noted what was seen")),
    Verb("round.photographed", _("Took a photo")),
    Verb("round.mapped", _("Finished the walk")),
    Verb("round.map_more", _("Went on walking")),
    Verb("round.settled", _("Decided what becomes of a finding")),
    Verb("round.reworded", _("Put a finding in other words")),
    Verb("round.signed", _("Signed the round")),
    Verb("round.reopened", _("Opened the round again")),
    Verb("round.called_off", _("Called off the round")),
)

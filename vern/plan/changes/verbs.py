"""What can stand in the history of a change process."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb

VERBS: Final = (
    Verb("change.started", _("Started the change process")),
    Verb("change.described", _("Wrote what the change is")),
    Verb("change.touched", _("Added a unit that it touches")),
    Verb("change.untouched", _("Removed a unit that it does not touch")),
    Verb("change.reader_named", _("Let someone read the change process")),
    Verb("change.opened_up", _("Opened the change process to everyone at the unit")),
    Verb("change.assigned", _("Decided who goes on with it")),
    Verb("change.involvement_planned", _("Planned that someone takes part")),
    Verb("change.asked_to_take_part", _("Asked to take part")),
    Verb("change.involvement_left_out", _("Took away a plan that someone takes part")),
    Verb("change.involved", _("Wrote when and how someone took part")),
    Verb("change.confirmed", _("Said that it is right")),
    Verb("change.contested", _("Said that it was not so")),
    Verb("change.step_added", _("Added a step")),
    Verb("change.step_moved", _("Changed a step")),
    Verb("change.step_done", _("Marked a step as done")),
    Verb("change.step_not_done", _("Marked a step as not done")),
    Verb("change.step_dropped", _("Removed a step")),
    Verb("change.judged", _("Judged what it does to the work environment")),
    Verb("change.decided", _("Marked the change as decided")),
    Verb("change.taken_back", _("Took the decision back")),
    Verb("change.evaluated", _("Looked back on the change")),
    Verb("change.dropped", _("Dropped the change")),
    Verb("change.taken_up_again", _("Took the change up again")),
    Verb("change.speaker_named", _("Named someone who speaks for a body in changes")),
    Verb("change.speaker_ended", _("Ended that someone speaks for a body in changes")),
    Verb("change.commented", _("Wrote a comment on the change")),
)

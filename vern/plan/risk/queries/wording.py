"""Assessments in words: their state, what they lack, and whether work may start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import Tag
from vern.plan.risk.models import State
from vern.plan.risk.rules import Age, AssessmentState, Lack, Method, Start

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATE_TONES: Final[Mapping[AssessmentState, str]] = {
    AssessmentState.DRAFT: "info",
    AssessmentState.SENT: "warning",
    AssessmentState.APPROVED: "success",
    AssessmentState.REPLACED: "neutral",
    AssessmentState.WITHDRAWN: "neutral",
}
AGE_WORDS: Final[Mapping[Age, tuple[_StrPromise, str]]] = {
    Age.FRESH: (_("Assessed"), "success"),
    Age.DUE: (_("To be revised"), "warning"),
    Age.OLD: (_("Too old"), "warning"),
    Age.NONE: (_("Missing"), "danger"),
}


def state_tag(state: AssessmentState) -> Tag:
    return Tag(str(State(state).label), STATE_TONES[state])


def list_tags(
    state: AssessmentState, valid_until: dt.date | None, today: dt.date
) -> tuple[Tag, ...]:
    """The state; and that it is to be revised, where its day has passed."""
    late = state is AssessmentState.APPROVED and valid_until is not None and valid_until < today
    word, tone = AGE_WORDS[Age.DUE]
    return (state_tag(state), *([Tag(str(word), tone)] if late else []))


@dataclass(frozen=True)
class LackSaid:
    """What is missing, what to do, and the page where it is done."""

    what: _StrPromise
    step: str


LACKS: Final[Mapping[Lack, LackSaid]] = {
    Lack.NOTHING: LackSaid(_("Write at least one thing that can go wrong."), "risk:row_new"),
    Lack.FACTORS: LackSaid(_("Judge all the factors."), ""),
    Lack.NOT_JUDGED: LackSaid(
        _("Choose how bad it is, for everything that can go wrong."), "risk:show"
    ),
    Lack.RED: LackSaid(
        _("Something is still red with the measures. Decide more measures, and judge it again."),
        "risk:remaining",
    ),
    Lack.NO_MEASURE: LackSaid(_("Decide at least one measure for what is red."), "risk:remaining"),
    Lack.NO_SUM: LackSaid(
        _("Say how the factors act together, and judge the sum."), "risk:together"
    ),
    Lack.NO_REPRESENTATIVE: LackSaid(
        _("Let the safety representative take part, or write why not."), "risk:people"
    ),
    Lack.NO_WORKER: LackSaid(
        _("Let someone who does the work take part, or write why not."), "risk:people"
    ),
    Lack.DISAGREEMENT: LackSaid(
        _("Someone does not agree. The leader a level up must answer first."), ""
    ),
}

STARTS: Final[Mapping[Start, tuple[str, _StrPromise, _StrPromise]]] = {
    Start.NOT_APPROVED: (
        "info",
        _("The work may not start on this yet"),
        _("It must be approved first."),
    ),
    Start.WAITS: (
        "warning",
        _("The work may not start yet"),
        _("These measures must be in place, and someone must have seen it:"),
    ),
    Start.MAY: (
        "success",
        _("The work may start"),
        _("It is approved, and what had to be in place is in place."),
    ),
    Start.OUTDATED: (
        "warning",
        _("It is no longer valid"),
        _("Revise it before new work starts."),
    ),
}
"""The tone, the heading and a line."""

HOLDS: Final[Mapping[Start, tuple[str, _StrPromise, _StrPromise]]] = {
    Start.NOT_APPROVED: ("info", _("It does not hold yet"), _("It must be approved first.")),
    Start.WAITS: STARTS[Start.WAITS],
    Start.MAY: ("success", _("It is approved"), _("The measures stand in the unit's plan.")),
    Start.OUTDATED: (
        "warning",
        _("It is no longer valid"),
        _("Talk about it again, and revise it."),
    ),
}
"""The same of a psychosocial assessment: no work waits for it."""


def how_it_stands(method: Method, start: Start) -> tuple[str, _StrPromise, _StrPromise]:
    """Whether the work may start; of a psychosocial assessment, whether it holds."""
    return (HOLDS if method is Method.FACTORS else STARTS)[start]

"""Under which topic each notice about reports stands, and which of them the law requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import REPRESENT, SEE
from vern.control.incidents.notices import TO_REPORTER, gather
from vern.core.notices.kinds import Duty, NoticeKind, Topic, Way
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor

OWN, TO_DO, ANSWERS, NEWS = (
    "incidents.own",
    "incidents.to_do",
    "incidents.answers",
    "incidents.news",
)

TOPICS = (
    Topic(
        OWN,
        _("What you have reported"),
        _("What becomes of it: questions, answers, measures."),
        order=10,
    ),
    Topic(
        TO_DO,
        _("Reports you are to do something about"),
        _("Reports that you handle or answer for, and questions to you or your unit."),
        order=15,
        concerns=lambda actor: actor.has(SEE),
    ),
    Topic(
        ANSWERS,
        _("Answers to what you have asked, objected to or stopped"),
        _("When the leader has answered or decided."),
        order=20,
        concerns=lambda actor: actor.has(REPRESENT),
    ),
    Topic(
        NEWS,
        _("Reports you may read"),
        _("New reports that others handle, comments, and reports brought a level up or down."),
        default=Way.DIGEST,
        order=25,
        concerns=lambda actor: actor.has(SEE),
    ),
)

_TOPIC_OF: Final[Mapping[str, str]] = {
    **{kind.key: OWN for kind in TO_REPORTER},
    **dict.fromkeys(
        (
            "incident.request_answered",
            "incident.objection_answered",
            "incident.stop_decided",
            "incident.stop_upheld",
        ),
        ANSWERS,
    ),
    **dict.fromkeys(("incident.copy", "incident.level", "incident.commented"), NEWS),
}
"""All others are things to do."""

_STOPPED: Final = Duty(_("Dangerous work is stopped"), "AML § 6-3")
DUTIES: Final[Mapping[str, Duty]] = {
    "incident.work_stopped": _STOPPED,
    "incident.stop_moved": _STOPPED,
    "incident.objected": Duty(_("A safety representative objects to closing"), "AML § 6-2"),
    "incident.answer_requested": Duty(_("A safety representative asks for an answer"), "AML § 6-2"),
    "incident.handed_over": Duty(_("A whistleblowing matter"), "AML § 2 A-3"),
    "incident.to_handle": Duty(_("A report to handle"), "IK-forskriften § 5"),
}
"""The safety representative is to be heard (AML § 6-2), the one who answers for it must put things
right (AML § 3-1, internkontrollforskriften § 5 no. 7)."""


def anyone(notices: Sequence[Notice], _reader: Actor) -> set[int]:
    """Nothing in their words is the record's."""
    return {each.pk for each in notices}


_PERSONAL: Final = {"incident.handed_over", *(kind.key for kind in TO_REPORTER)}
"""No stand-in gets them: what one has reported is one's own, and whistleblowing is never handed on."""


def arranged(kinds: Iterable[NoticeKind]) -> list[NoticeKind]:
    """The kinds, each under its topic and with its duty."""
    return [
        replace(
            kind,
            topic=_TOPIC_OF.get(kind.key, TO_DO),
            duty=DUTIES.get(kind.key),
            gather=gather,
            personal=kind.key in _PERSONAL,
            readable=anyone if kind.key == "incident.does_it_concern_you" else None,
        )
        for kind in kinds
    ]

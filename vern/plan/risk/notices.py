"""What people are told about risk assessments. No text from one: mail is read by others."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.measures.models import Measure
from vern.core.notices.kinds import Message, NoticeKind, Topic, in_topic
from vern.core.notices.models import Notice
from vern.plan.risk.models import RiskAssessment
from vern.plan.risk.rules import AssessmentState

TOPIC = Topic(
    "risk",
    gettext_lazy("Risk assessments"),
    gettext_lazy("Those you take part in, are to approve or to answer for."),
    order=35,
)


def _page(notice: Notice) -> str:
    return reverse("risk:show", args=[notice.record_id or 0])


def _number(notice: Notice) -> dict[str, str]:
    return {"number": notice.record.number if notice.record else ""}


def invited(notice: Notice) -> Message:
    return Message(
        subject=_("You are to take part in a risk assessment: %(number)s") % _number(notice),
        text=_("Read it, and say what you know. You can say that you do not agree."),
        path=_page(notice),
    )


def to_approve(notice: Notice) -> Message:
    return Message(
        subject=_("A risk assessment waits for you: %(number)s") % _number(notice),
        text=_("Approve it, or say what must be changed."),
        path=_page(notice),
    )


def returned(notice: Notice) -> Message:
    return Message(
        subject=_("The risk assessment %(number)s must be changed") % _number(notice),
        text=_("The leader has sent it back. Read why on its page."),
        path=_page(notice),
    )


def approved(notice: Notice) -> Message:
    return Message(
        subject=_("The risk assessment %(number)s is approved") % _number(notice),
        text=_("See what was decided, and whether the work may start."),
        path=_page(notice),
    )


def disagreed(notice: Notice) -> Message:
    return Message(
        subject=_("Someone does not agree with the risk assessment %(number)s") % _number(notice),
        text=_("The leader a level up is to answer. You can read it."),
        path=_page(notice),
    )


def to_answer(notice: Notice) -> Message:
    return Message(
        subject=_("Someone does not agree with the risk assessment %(number)s") % _number(notice),
        text=_("It is brought up to you. Read it, and answer."),
        path=_page(notice),
    )


def answered(notice: Notice) -> Message:
    return Message(
        subject=_("A disagreement is answered: %(number)s") % _number(notice),
        text=_("The leader a level up has answered. Read the answer on its page."),
        path=_page(notice),
    )


def to_verify(notice: Notice) -> Message:
    return Message(
        subject=_("Is this in place? The work waits for it: %(number)s") % _number(notice),
        text=_("A measure is done. Look if it is in place, and say so, before the work starts."),
        path=reverse("measures:show", args=[notice.facts.get("measure") or 0]),
    )


def _in_state(*states: AssessmentState, notice: Notice) -> bool:
    return RiskAssessment.objects.filter(pk=notice.record_id, state__in=states).exists()


def _waits(notice: Notice) -> bool:
    return _in_state(AssessmentState.SENT, notice=notice)


def _unverified(notice: Notice) -> bool:
    return Measure.objects.filter(pk=notice.facts.get("measure"), verified_at=None).exists()


NOTICES = in_topic(
    TOPIC.key,
    NoticeKind("risk.invited", invited),
    NoticeKind("risk.to_approve", to_approve, still_holds=_waits),
    NoticeKind("risk.returned", returned),
    NoticeKind("risk.approved", approved),
    NoticeKind("risk.disagreed", disagreed),
    NoticeKind("risk.to_answer", to_answer),
    NoticeKind("risk.disagreement_answered", answered),
    NoticeKind("risk.to_verify", to_verify, still_holds=_unverified),
)

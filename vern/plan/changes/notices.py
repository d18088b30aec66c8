"""What people are told about change processes. No text from them: mail is read by others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.notices.kinds import Duty, Message, NoticeKind, Topic, in_topic
from vern.core.notices.models import Notice
from vern.plan.changes.models import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

TOPIC: Final = Topic(
    "changes",
    _("Change processes"),
    _("When you are to take part, and when something is decided."),
    order=40,
)


def page(pk: int) -> str:
    return reverse("changes:show", args=[pk])


def gather(notices: Sequence[Notice]) -> None:
    """The bodies that notices are about."""
    wanted = {str(each.facts["body"]) for each in notices if each.facts.get("body")}
    bodies = Body.objects.in_bulk(wanted) if wanted else {}
    for notice in notices:
        notice.known["bodies"] = bodies


def _body(notice: Notice) -> str:
    if "bodies" not in notice.known:
        gather([notice])
    found = notice.known["bodies"].get(notice.facts.get("body"))
    return found.name if found else ""


def _says(subject: _StrPromise, text: _StrPromise) -> Callable[[Notice], Message]:
    def compose(notice: Notice) -> Message:
        words = {
            "number": notice.record.number if notice.record else "",
            "body": _body(notice) if notice.facts.get("body") else "",
        }
        return Message(str(subject) % words, str(text) % words, page(notice.record_id or 0))

    return compose


CONSULTED: Final = Duty(_("The safety representative is to take part in a change"), "AML § 6-2")

NOTICES: Final = in_topic(
    TOPIC.key,
    NoticeKind(
        "change.started",
        _says(
            _("A change process has begun: %(number)s"),
            _("A change is being prepared that you are to take part in or answer for."),
        ),
        duty=CONSULTED,
    ),
    NoticeKind(
        "change.touches_you",
        _says(
            _("A change touches your unit: %(number)s"),
            _("It is prepared elsewhere. You can read it and say what it means for your unit."),
        ),
    ),
    NoticeKind(
        "change.reader",
        _says(
            _("A change process you may read: %(number)s"),
            _("Someone has let you read a change process."),
        ),
    ),
    NoticeKind(
        "change.assigned",
        _says(
            _("A change process for you to go on with: %(number)s"),
            _("You have been asked to go on with it."),
        ),
    ),
    NoticeKind(
        "change.take_part",
        _says(
            _("%(body)s is to take part in a change: %(number)s"),
            _("A day is set for it. See what the change is, and the day."),
        ),
    ),
    NoticeKind(
        "change.asked",
        _says(
            _("%(body)s asks to take part in a change: %(number)s"),
            _("Meet them by the day that they name, and write what came of it."),
        ),
        duty=Duty(_("Someone asks to take part in a change"), "AML §§ 4-2, 6-2"),
    ),
    NoticeKind(
        "change.is_it_right",
        _says(
            _("%(body)s has taken part in a change. Is it right? %(number)s"),
            _("It is written when and how you took part. Say if it is right."),
        ),
    ),
    NoticeKind(
        "change.they_wrote",
        _says(
            _("%(body)s has written how they took part: %(number)s"),
            _("They have written it themselves. See what they say."),
        ),
    ),
    NoticeKind(
        "change.brought_forward",
        _says(
            _("A change is to be decided earlier: %(number)s"),
            _(
                "The day of the decision is brought forward. See if there is time for you to take part."
            ),
        ),
    ),
    NoticeKind(
        "change.contested",
        _says(
            _("%(body)s says that it was not so: %(number)s"),
            _("They do not agree to what is written of how they took part. See what they say."),
        ),
    ),
    NoticeKind(
        "change.commented",
        _says(
            _("A comment on a change: %(number)s"),
            _("Someone has written a comment on a change process that you take part in."),
        ),
    ),
    NoticeKind(
        "change.decided",
        _says(
            _("A change is decided: %(number)s"),
            _("Read the decision, and when one looks back on how it went."),
        ),
    ),
    NoticeKind(
        "change.taken_back",
        _says(
            _("A decision about a change is taken back: %(number)s"),
            _("The change is being prepared again."),
        ),
    ),
    NoticeKind(
        "change.evaluated",
        _says(
            _("How did the change go? %(number)s"),
            _("It has been looked back upon. Read what came of it."),
        ),
    ),
    NoticeKind(
        "change.dropped",
        _says(_("A change is dropped: %(number)s"), _("It comes to nothing. Read why.")),
    ),
    gather=gather,
)

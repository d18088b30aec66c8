"""What people are told about rounds: no text from them, for mail is read by others too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.kernel.ui.dates import day
from vern.core.notices.kinds import Message, NoticeKind, Topic, Way, in_topic
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.plan.rounds.models import Round
from vern.plan.rounds.rules import RoundState

PART: Final = "rounds"
FOR_ALL: Final = "rounds_for_all"

TOPICS: Final = (
    Topic(
        PART,
        gettext_lazy("HSE rounds that you take part in"),
        gettext_lazy("When you are asked to take part, and when you are to sign."),
        order=40,
    ),
    Topic(
        FOR_ALL,
        gettext_lazy("HSE rounds where you work"),
        gettext_lazy("When you can say what to look at, and what came of it."),
        default=Way.DIGEST,
        order=41,
    ),
)


def page(pk: int) -> str:
    return reverse("rounds:show", args=[pk])


def for_all(pk: int) -> str:
    return reverse("rounds:for_all", args=[pk])


def _gather(notices: Sequence[Notice]) -> None:
    """The rounds and their units."""
    keys = {each.record_id for each in notices if each.record_id}
    rounds = Round.objects.select_related("record__unit").in_bulk(keys)
    for notice in notices:
        notice.known["round"] = rounds.get(notice.record_id or 0)


def _round(notice: Notice) -> Round:
    if "round" not in notice.known:
        _gather([notice])
    found: Round = notice.known["round"]
    return found


def _where(notice: Notice) -> dict[str, str]:
    found = _round(notice)
    return {"unit": found.record.unit.name, "day": day(found.day)}


def _fact_day(notice: Notice, fact: str) -> str:
    return day(dt.date.fromisoformat(str(notice.facts[fact])))


def invited(notice: Notice) -> Message:
    return Message(
        subject=_("You take part in an HSE round on %(day)s") % {"day": _fact_day(notice, "day")},
        text=_("It is at %(unit)s. See what is to be looked at, and who takes part.")
        % _where(notice),
        path=page(notice.record_id or 0),
    )


def wishes(notice: Notice) -> Message:
    return Message(
        subject=_("What should the HSE round look at?"),
        text=_(
            "There is an HSE round at %(unit)s on %(day)s. Say by %(until)s what should be looked"
            " at. It takes a minute."
        )
        % {**_where(notice), "until": _fact_day(notice, "until")},
        path=for_all(notice.record_id or 0),
    )


def still_asked(notice: Notice) -> bool:
    return _round(notice).state in (RoundState.PLANNED, RoundState.MAPPING)


def to_sign(notice: Notice) -> Message:
    return Message(
        subject=_("Sign the HSE round at %(unit)s") % _where(notice),
        text=_("The other one has signed. Read the report, and sign it too."),
        path=page(notice.record_id or 0),
    )


def awaits_signature(notice: Notice) -> bool:
    return _round(notice).state == RoundState.FOLLOW_UP


def signed(notice: Notice) -> Message:
    return Message(
        subject=_("What came of the HSE round at %(unit)s") % _where(notice),
        text=_("Read what was found, what is done about it, and what is not, and why."),
        path=for_all(notice.record_id or 0),
    )


def reopened(notice: Notice) -> Message:
    return Message(
        subject=_("The HSE round at %(unit)s is open again") % _where(notice),
        text=_(
            "Something that someone noted on the walk came in after it was signed. Decide what"
            " becomes of it, and sign again."
        ),
        path=page(notice.record_id or 0),
    )


def called_off(notice: Notice) -> Message:
    return Message(
        subject=_("The HSE round on %(day)s is called off") % _where(notice),
        text=_("It was to be at %(unit)s. Read why on its page.") % _where(notice),
        path=page(notice.record_id or 0),
    )


def told(notices: Sequence[Notice], reader: Actor) -> set[int]:
    """Notices to everyone at a unit: about rounds of which the reader is told, or that they read."""
    keys = {each.record_id for each in notices if each.record_id}
    rounds = set(Round.objects.told_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    rest = keys - rounds
    if rest:
        rows = Record.objects.visible_to(reader).filter(pk__in=rest)
        rounds |= set(rows.values_list("pk", flat=True))
    return {each.pk for each in notices if each.record_id in rounds}


NOTICES: Final = (
    *in_topic(
        PART,
        NoticeKind("round.invited", invited),
        NoticeKind("round.to_sign", to_sign, still_holds=awaits_signature),
        NoticeKind("round.reopened", reopened, still_holds=awaits_signature),
        NoticeKind("round.called_off", called_off),
        gather=_gather,
    ),
    *in_topic(
        FOR_ALL,
        NoticeKind("round.wishes", wishes, readable=told, still_holds=still_asked, personal=True),
        NoticeKind("round.signed", signed, readable=told, personal=True),
        gather=_gather,
    ),
)

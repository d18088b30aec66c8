"""What people are told about deadlines: the kind and, to those who read the case, its number. No text
from a case: mail is read by others, and on locked screens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.notices.kinds import Message, NoticeKind, Topic, Way, in_topic
from vern.core.notices.models import Notice
from vern.core.notices.stand_ins import INSTEAD_OF
from vern.core.org.actors import Actor
from vern.hub.calendar.ports import Due, Item, Words, deadline_rules, in_words
from vern.hub.calendar.reminding import ESCALATED, REMINDER
from vern.hub.calendar.rules import days_late

TOPIC = Topic(
    "calendar",
    gettext_lazy("Deadlines"),
    gettext_lazy("When something falls due for you, and when something at your units is late."),
    default=Way.DIGEST,
    order=28,
)
_WORDS = "deadline_words"


def item_of(notice: Notice) -> Item:
    return Item(str(notice.facts["rule"]), int(notice.facts["subject"]), notice.record_id or 0)


def readable(notices: Sequence[Notice], reader: Actor) -> set[int]:
    """Those of what the reader may know now; with the words for them, which `composed` needs."""
    found = in_words({item_of(each) for each in notices}, reader)
    for each in notices:
        each.known[_WORDS] = found.get(item_of(each))
    return {each.pk for each in notices if each.known[_WORDS] is not None}


def still_due(notice: Notice) -> Due | None:
    """What it is about, as the state says now; None once it is done, or has another day."""
    rule = deadline_rules.get(str(notice.facts["rule"]))
    found = rule.falls_due([int(notice.facts["subject"])]) if rule else ()
    return next((each for each in found if each.due_on == _due(notice)), None)


def still_ones_own(notice: Notice) -> bool:
    due, whose = still_due(notice), notice.facts.get(INSTEAD_OF) or notice.person_id
    return due is not None and whose in due.people


def still_late(notice: Notice) -> bool:
    due = still_due(notice)
    return due is not None and due.due_on < clock.today()


def _due(notice: Notice) -> dt.date:
    return dt.date.fromisoformat(str(notice.facts["due"]))


def _kind(notice: Notice) -> str:
    """`A report to handle, AVV-2025-0123`."""
    rule = deadline_rules[str(notice.facts["rule"])]
    words: Words | None = notice.known.get(_WORDS)
    number = words.number if words else ""
    return f"{rule.label}, {number}" if number else str(rule.label)


def _path(notice: Notice) -> str:
    words: Words | None = notice.known.get(_WORDS)
    return words.url if words else reverse("calendar:mine")


def remind(notice: Notice) -> Message:
    """Before the day and after it: the words follow the day on which it is read."""
    due = _due(notice)
    late = days_late(due, clock.today())
    if late:
        subject = _("Past its day: %(what)s")
        text = ngettext(
            "It was due by %(day)s, %(count)d day ago.",
            "It was due by %(day)s, %(count)d days ago.",
            late,
        )
    else:
        subject, text = _("Soon due: %(what)s"), _("It is to be done by %(day)s.")
    rule = deadline_rules[str(notice.facts["rule"])]
    said = text % {"day": day(due), "count": late}
    basis = _("Basis: %(basis)s.") % {"basis": rule.basis}
    return Message(subject % {"what": _kind(notice)}, f"{said} {basis}", _path(notice))


def escalated(notice: Notice) -> Message:
    """To the leader above."""
    due = _due(notice)
    late = days_late(due, clock.today())
    text = ngettext(
        "It was due by %(day)s, %(count)d day ago, and is not done. You are told because you "
        "are the leader above those who are to do it. Talk with them.",
        "It was due by %(day)s, %(count)d days ago, and is not done. You are told because you "
        "are the leader above those who are to do it. Talk with them.",
        late,
    )
    return Message(
        _("Late at a unit of yours: %(what)s") % {"what": _kind(notice)},
        text % {"day": day(due), "count": late},
        _path(notice),
    )


NOTICES = in_topic(
    TOPIC.key,
    NoticeKind(REMINDER, remind, readable=readable, still_holds=still_ones_own),
    NoticeKind(ESCALATED, escalated, readable=readable, still_holds=still_late),
)

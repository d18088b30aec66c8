"""What people are told about reports. No text from a report: mail is read by others, and on
locked screens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.kernel.ui.dates import short_day
from vern.core.notices.kinds import Message, NoticeKind
from vern.core.notices.models import Notice
from vern.core.org.models import Person, Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def page(pk: int) -> str:
    return reverse("incidents:show", args=[pk])


def _number(notice: Notice) -> str:
    return notice.record.number if notice.record else ""


def to_handle(notice: Notice) -> Message:
    """No text from the report: mail is read by others, and on locked screens."""
    part = notice.facts.get("part")
    subject = _SUBJECTS.get(str(part), _("A report to handle: %(number)s"))
    said = (_what_came(notice), _your_part(notice), _read_why(notice))
    return Message(
        subject=str(subject) % {"number": _number(notice)},
        text=" ".join(each for each in said if each),
        path=page(notice.record_id or 0),
    )


_SUBJECTS: Mapping[str, _StrPromise] = {
    "answers": gettext_lazy("A report that you answer for: %(number)s"),
    "informed": gettext_lazy("A report to know of: %(number)s"),
}
_PARTS: Mapping[str, _StrPromise] = {
    "asked": gettext_lazy("You have been asked to handle it."),
    "assigned": gettext_lazy(
        "You are to handle it, by written assignment. %(name)s answers for it, and is kept "
        "informed."
    ),
    "answers": gettext_lazy("%(name)s is to handle it. You answer for it, and are kept informed."),
    "informed": gettext_lazy("%(name)s is to handle it. You are kept informed."),
}
_CAME: Mapping[str, _StrPromise] = {
    "raised": gettext_lazy("%(name)s has brought a report up to you from %(unit)s."),
    "returned": gettext_lazy("%(name)s has sent a report down to you again from %(unit)s."),
}


def _what_came(notice: Notice) -> str:
    words = _CAME.get(str(notice.facts.get("event")))
    if words is None:
        return _("A report has come in.")
    return str(words) % {"name": _person(notice, "by"), "unit": _unit(notice, "from")}


def _your_part(notice: Notice) -> str:
    words = _PARTS.get(str(notice.facts.get("part")))
    if words is None:
        return _("You are to handle it.")
    return str(words) % {"name": _person(notice, "other")}


def _read_why(notice: Notice) -> str:
    return _("Read why in the report.") if notice.facts.get("event") else ""


_PERSONS, _UNITS = ("by", "other"), ("from", "to")
"""The facts that name people, by key, and units, by code."""


def gather(notices: Sequence[Notice]) -> None:
    """The people and units that the facts name, for all notices at once."""
    people = Person.objects.in_bulk(_facts(notices, _PERSONS))
    codes = _facts(notices, _UNITS)
    units = Unit.objects.in_bulk(codes, field_name="code") if codes else {}
    for notice in notices:
        notice.known.update(people=people, units=units)


def _facts(notices: Sequence[Notice], names: Sequence[str]) -> set[object]:
    return {each.facts.get(name) for each in notices for name in names} - {None, "", 0}


def _gathered(notice: Notice) -> Mapping[str, Mapping[Any, Any]]:
    if "people" not in notice.known:
        gather([notice])
    return notice.known


def _person(notice: Notice, fact: str) -> str:
    found = _gathered(notice)["people"].get(notice.facts.get(fact))
    return found.name if found else _("Someone")


def _unit(notice: Notice, fact: str) -> str:
    found = _gathered(notice)["units"].get(notice.facts.get(fact))
    return found.name if found else ""


def to_place(notice: Notice) -> Message:
    """To the HSE department."""
    return Message(
        subject=_("Whose report is this? %(number)s") % {"number": _number(notice)},
        text=_(
            "Someone reported without knowing which unit it belongs to. Find out, and move the "
            "report there."
        ),
        path=page(notice.record_id or 0),
    )


def copied(notice: Notice) -> Message:
    return Message(
        subject=_("A report to know of: %(number)s") % {"number": _number(notice)},
        text=_("A report has come in that you may read. Someone else handles it."),
        path=page(notice.record_id or 0),
    )


def _to_reporter(notice: Notice, text: str) -> Message:
    return Message(
        subject=_("Your report %(number)s") % {"number": _number(notice)},
        text=text,
        path=page(notice.record_id or 0),
    )


def level(notice: Notice) -> Message:
    """Up or down, from whom to whom, and where it says why."""
    down = notice.facts.get("event") == "returned"
    subject = (
        _("The report %(number)s is sent down again")
        if down
        else _("The report %(number)s is brought a level up")
    )
    text = (
        _("%(name)s has sent a report that you may read down again, from %(before)s to %(unit)s.")
        if down
        else _("%(name)s has brought a report that you may read up, from %(before)s to %(unit)s.")
    )
    names = {
        "name": _person(notice, "by"),
        "before": _unit(notice, "from"),
        "unit": _unit(notice, "to"),
    }
    return Message(
        subject=subject % {"number": _number(notice)},
        text=f"{text % names} {_read_why(notice)}",
        path=page(notice.record_id or 0),
    )


TO_REPORTER = (
    NoticeKind(
        "incident.raised",
        lambda notice: _to_reporter(
            notice, _("Your report has been brought to the level above, which works on it now.")
        ),
    ),
    NoticeKind(
        "incident.returned",
        lambda notice: _to_reporter(
            notice, _("Your report is with the unit again, which works on it now.")
        ),
    ),
    NoticeKind(
        "incident.merged",
        lambda notice: _to_reporter(
            notice,
            _("Others have reported the same. It is handled together, and you get the answer too."),
        ),
    ),
    NoticeKind(
        "incident.split_off",
        lambda notice: _to_reporter(notice, _("Your report is now handled on its own.")),
    ),
    NoticeKind(
        "incident.taken_up",
        lambda notice: _to_reporter(notice, _("Someone is now working on your report.")),
    ),
    NoticeKind(
        "incident.moved",
        lambda notice: _to_reporter(
            notice, _("Your report was sent on to the unit that can do something about it.")
        ),
    ),
    NoticeKind(
        "incident.closed",
        lambda notice: _to_reporter(notice, _("Your report has been handled. Read the answer.")),
    ),
    NoticeKind(
        "incident.rejected",
        lambda notice: _to_reporter(notice, _("Your report was not taken further. Read why.")),
    ),
    NoticeKind(
        "incident.opened_up",
        lambda notice: _to_reporter(
            notice,
            _(
                "Your report was kept for named people. Now the leaders and safety representatives "
                "whose job it is can read it too."
            ),
        ),
    ),
    NoticeKind(
        "incident.reopened",
        lambda notice: _to_reporter(notice, _("Your report was opened again.")),
    ),
    NoticeKind(
        "incident.handed_back",
        lambda notice: _to_reporter(
            notice,
            _(
                "The whistleblowing reception has found that your report is not whistleblowing. It "
                "is handled as an ordinary report, for named people only. Read why."
            ),
        ),
    ),
    NoticeKind(
        "incident.finished",
        lambda notice: _to_reporter(
            notice, _("The whistleblowing reception has answered you. Read the answer.")
        ),
    ),
    NoticeKind(
        "incident.looked_again",
        lambda notice: _to_reporter(
            notice, _("The whistleblowing reception has opened your report again.")
        ),
    ),
    NoticeKind(
        "incident.received",
        lambda notice: _to_reporter(
            notice, _("We have received your report. Here you see what becomes of it.")
        ),
    ),
    NoticeKind(
        "incident.asked",
        lambda notice: _to_reporter(notice, _("You have been asked about your report.")),
    ),
    NoticeKind(
        "incident.told_reporter",
        lambda notice: _to_reporter(notice, _("Someone has written to you about your report.")),
    ),
    NoticeKind(
        "incident.measure_decided",
        lambda notice: _to_reporter(notice, _("A measure has been decided after your report.")),
    ),
    NoticeKind(
        "incident.measure_done",
        lambda notice: _to_reporter(notice, _("A measure after your report has been done.")),
    ),
)


def _to_readers(notice: Notice, text: str) -> Message:
    return Message(
        subject=_("News about the report %(number)s") % {"number": _number(notice)},
        text=text,
        path=page(notice.record_id or 0),
    )


def work_stopped(notice: Notice) -> Message:
    return Message(
        subject=_("Dangerous work is stopped: %(number)s") % {"number": _number(notice)},
        text=_(
            "A safety representative has stopped dangerous work. Decide in writing what must be "
            "done before it goes on."
        ),
        path=page(notice.record_id or 0),
    )


def ended(notice: Notice) -> Message:
    """To a safety representative, who can object."""
    text = _("A report that you may read has been closed.")
    until = notice.facts.get("until")
    if until:
        last = short_day(dt.date.fromisoformat(str(until)))
        text += " " + _("If you do not agree, you can object until %(day)s.") % {"day": last}
    return _to_readers(notice, text)


TO_READERS = (
    NoticeKind("incident.ended", ended),
    NoticeKind(
        "incident.reporter_wrote",
        lambda notice: _to_readers(notice, _("The one who reported has written to you.")),
    ),
    NoticeKind(
        "incident.not_good_enough",
        lambda notice: _to_readers(
            notice, _("The one who reported does not find the answer good enough. Read why.")
        ),
    ),
    NoticeKind(
        "incident.commented",
        lambda notice: _to_readers(notice, _("Someone has written a comment.")),
    ),
    NoticeKind(
        "incident.answer_requested",
        lambda notice: _to_readers(notice, _("A safety representative asks for an answer.")),
    ),
    NoticeKind(
        "incident.request_answered",
        lambda notice: _to_readers(notice, _("Your question has been answered.")),
    ),
    NoticeKind(
        "incident.objected",
        lambda notice: _to_readers(
            notice, _("A safety representative objects to closing. Answer in writing.")
        ),
    ),
    NoticeKind(
        "incident.objection_answered",
        lambda notice: _to_readers(notice, _("Your objection has been answered.")),
    ),
    NoticeKind("incident.work_stopped", work_stopped),
    NoticeKind(
        "incident.stop_moved",
        lambda notice: _to_readers(
            notice, _("A report with stopped work was moved. The leader there is to decide.")
        ),
    ),
    NoticeKind(
        "incident.stop_decided",
        lambda notice: _to_readers(
            notice, _("The leader has decided that the stopped work can go on.")
        ),
    ),
    NoticeKind(
        "incident.stop_upheld",
        lambda notice: _to_readers(
            notice, _("The leader has decided that the stopped work cannot go on yet.")
        ),
    ),
)


def does_it_concern_you(notice: Notice) -> Message:
    """To someone who does not read the report: not even its number."""
    return Message(
        subject=_("Does this concern your unit?"),
        text=_("Something has happened elsewhere. Say with one tap if it concerns you too."),
        path=reverse("incidents:inquiry", args=[notice.facts["inquiry"]]),
    )


def handed_over(notice: Notice) -> Message:
    return Message(
        subject=_("Handed over as whistleblowing: %(number)s") % {"number": _number(notice)},
        text=_(
            "The report is now with the whistleblowing reception. Only they and the one who "
            "reported can read it."
        ),
        path=page(notice.record_id or 0),
    )


NOTICES = (
    NoticeKind("incident.handed_over", handed_over),
    NoticeKind("incident.to_handle", to_handle),
    NoticeKind("incident.to_place", to_place),
    NoticeKind("incident.copy", copied),
    NoticeKind("incident.level", level),
    NoticeKind("incident.does_it_concern_you", does_it_concern_you),
    *TO_REPORTER,
    *TO_READERS,
)

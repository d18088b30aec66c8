"""What reports give to the rest of the system."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.control.incidents import figures
from vern.control.incidents.capabilities import HANDLE, OWN, SEE
from vern.control.incidents.defaults import load_content
from vern.control.incidents.models import KIND
from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.notices.kinds import Message, NoticeKind, notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.capabilities import capabilities
from vern.core.records.kinds import Kind, kinds


def page(pk: int) -> str:
    return reverse("incidents:show", args=[pk])


def _number(notice: Notice) -> str:
    return notice.record.number if notice.record else ""


def to_handle(notice: Notice) -> Message:
    """No text from the report: mail is read by others, and on locked screens."""
    return Message(
        subject=_("A report to handle: %(number)s") % {"number": _number(notice)},
        text=_("A report has come in that you are to handle."),
        path=page(notice.record_id or 0),
    )


def _to_reporter(notice: Notice, text: str) -> Message:
    return Message(
        subject=_("Your report %(number)s") % {"number": _number(notice)},
        text=text,
        path=page(notice.record_id or 0),
    )


TO_REPORTER = (
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
        "incident.reopened",
        lambda notice: _to_reporter(notice, _("Your report was opened again.")),
    ),
)


def register() -> None:
    default_content.add(DefaultContent("incidents", load_content))
    figures.register()
    capabilities.add(*OWN)
    kinds.add(Kind(KIND, gettext_lazy("Report"), "AVV", SEE, page, handle=HANDLE))
    verbs.add(
        Verb("incident.reported", gettext_lazy("Reported")),
        Verb("incident.taken_up", gettext_lazy("Took up the report")),
        Verb("incident.assessed", gettext_lazy("Assessed the report")),
        Verb("incident.moved", gettext_lazy("Moved the report to another unit")),
        Verb("incident.closed", gettext_lazy("Closed the report")),
        Verb("incident.rejected", gettext_lazy("Rejected the report")),
        Verb("incident.reopened", gettext_lazy("Reopened the report")),
    )
    notice_kinds.add(NoticeKind("incident.to_handle", to_handle), *TO_REPORTER)

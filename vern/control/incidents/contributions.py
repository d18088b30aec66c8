"""What reports give to the rest of the system."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vern.control.incidents import criteria, figures
from vern.control.incidents.capabilities import HANDLE, OWN, REPORT, SEE
from vern.control.incidents.defaults import load_content
from vern.control.incidents.models import KIND, STATE_LABELS
from vern.control.incidents.queries.lists import OPEN, to_answer_for
from vern.control.incidents.rules import IncidentState
from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.access import CanAct
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.menu import MenuItem, menu
from vern.core.kernel.ui.listing import addresses
from vern.core.notices.kinds import Message, NoticeKind, notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor
from vern.core.org.capabilities import capabilities
from vern.core.records.kinds import Kind, kinds
from vern.hub.desk.ports import SHOWN, Shortcut, Task, Tasks, TaskSource, shortcuts, task_sources
from vern.hub.figures.capabilities import SEE as SEE_FIGURES


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


def to_handle_on_desk(actor: Actor, day: dt.date, limit: int) -> Tasks:  # noqa: ARG001 (the port's form)
    """Open reports that the person is the one to handle, untouched ones first."""
    awaiting = to_answer_for(actor, SHOWN, limit)
    address = addresses("incidents:show")
    first = [
        Task(
            title=record.title,
            url=address(record.pk),
            unit=record.unit.name,
            number=record.number,
            since=timezone.localdate(record.opened_at),
            status=str(STATE_LABELS[IncidentState(record.incident.state)]),
        )
        for record in awaiting.first
    ]
    return Tasks(first, awaiting.count)


def _may(capability: str, request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.has(capability)


def _my_reports(actor: Actor) -> str:
    return reverse("incidents:mine") if actor.signed_in else ""


def _on_pages() -> None:
    menu.add(
        MenuItem(
            "report",
            gettext_lazy("Report"),
            "incidents:report",
            order=10,
            visible=lambda request: _may(REPORT, request),
            prominent=True,
        ),
        MenuItem(
            "incidents",
            gettext_lazy("Reports"),
            "incidents:list",
            order=20,
            visible=lambda request: _may(SEE, request),
        ),
    )
    task_sources.add(
        TaskSource(
            "incidents",
            gettext_lazy("Reports you are to handle"),
            to_handle_on_desk,
            gettext_lazy("No reports await you."),
            all_url="incidents:list",
            all_query=urlencode({"state": OPEN}),
        )
    )
    shortcuts.add(
        Shortcut(
            "my_reports",
            gettext_lazy("My reports"),
            gettext_lazy("What you have reported, and what has become of it."),
            _my_reports,
            order=10,
        ),
        Shortcut(
            "figures",
            gettext_lazy("The year in figures"),
            gettext_lazy("How many reports there are, how serious, and how fast they are handled."),
            _figures,
            order=40,
        ),
    )


def _figures(actor: Actor) -> str:
    return reverse("figures:index") if actor.has(SEE_FIGURES) else ""


def register() -> None:
    _on_pages()
    default_content.add(DefaultContent("incidents", load_content))
    figures.register()
    criteria.register()
    capabilities.add(*OWN)
    kinds.add(Kind(KIND, pgettext_lazy("noun", "Report"), "AVV", SEE, page, handle=HANDLE))
    verbs.add(
        Verb("incident.reported", gettext_lazy("Sent the report")),
        Verb("incident.taken_up", gettext_lazy("Took up the report")),
        Verb("incident.assessed", gettext_lazy("Assessed the report")),
        Verb("incident.moved", gettext_lazy("Moved the report to another unit")),
        Verb("incident.closed", gettext_lazy("Closed the report")),
        Verb("incident.rejected", gettext_lazy("Rejected the report")),
        Verb("incident.reopened", gettext_lazy("Reopened the report")),
    )
    notice_kinds.add(NoticeKind("incident.to_handle", to_handle), *TO_REPORTER)

"""What reports give to the rest of the system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from vern.control.incidents import (
    criteria,
    editable,
    evidence,
    figures,
    offering,
    retention,
    searching,
)
from vern.control.incidents.capabilities import (
    HANDLE,
    MAKE_POSTERS,
    OWN,
    RECEIVE_WHISTLEBLOWING,
    REPORT,
    REPRESENT,
    SEE,
    SEE_ANONYMISED,
    STEER,
)
from vern.control.incidents.deadlines import RULES
from vern.control.incidents.defaults import load_content
from vern.control.incidents.models import KIND, STATE_LABELS
from vern.control.incidents.notice_topics import TOPICS, arranged
from vern.control.incidents.notices import NOTICES, page
from vern.control.incidents.queries.asking import awaiting
from vern.control.incidents.queries.channels import maintenance_url
from vern.control.incidents.queries.followed import followed_by
from vern.control.incidents.queries.lists import OPEN, to_answer_for
from vern.control.incidents.queries.protecting import received
from vern.control.incidents.queries.reception import matters
from vern.control.incidents.queries.waiting import AT_ONCE, waiting_for
from vern.control.incidents.queries.wording import raised
from vern.control.incidents.relays import RELAYED
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import policy
from vern.control.incidents.services.dialogue import tell_of_decided, tell_of_done
from vern.control.incidents.services.hands import follow_posts, follow_tree
from vern.control.incidents.verbs import VERBS
from vern.core.history.verbs import verbs
from vern.core.kernel.access import CanAct
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.menu import MenuItem, menu
from vern.core.kernel.ui.listing import addresses
from vern.core.measures.events import MeasureDecided, MeasureDone
from vern.core.measures.maintenance import MaintenanceForm, maintenance_forms
from vern.core.measures.models import SEE_PLAN
from vern.core.notices.kinds import notice_kinds, topics
from vern.core.org.actors import Actor
from vern.core.org.capabilities import capabilities
from vern.core.org.events import OrganisationChanged, TreeRefreshed
from vern.core.org.relays import handed_over
from vern.core.records.kinds import Kind, kinds
from vern.core.records.models import Record
from vern.hub.calendar.ports import deadline_rules
from vern.hub.desk.ports import (
    SHOWN,
    OneTap,
    Shortcut,
    Task,
    Tasks,
    TaskSource,
    shortcuts,
    task_sources,
)
from vern.hub.figures.capabilities import SEE as SEE_FIGURES


def to_handle_on_desk(actor: Actor, day: dt.date, limit: int) -> Tasks:  # noqa: ARG001 (the port's form)
    """Open reports that the person is the one to handle, late ones, then untouched ones."""
    awaiting = to_answer_for(actor, SHOWN, limit)
    address = addresses("incidents:show")
    first = [
        Task(
            title=record.title,
            url=address(record.pk),
            unit=record.unit.name,
            number=record.number,
            since=timezone.localdate(record.opened_at),
            due=record.due_on,
            until=gettext("To be handled by %(day)s"),
            status=str(STATE_LABELS[IncidentState(record.incident.state)]),
            also=_came_up(record),
        )
        for record in awaiting.first
    ]
    return Tasks(first, awaiting.count, awaiting.late)


def _came_up(record: Record) -> tuple[str, ...]:
    """Says of a report from a level below that it is one."""
    tag = raised(record)
    return (tag.text,) if tag else ()


def to_answer_on_desk(actor: Actor, day: dt.date, limit: int) -> Tasks:  # noqa: ARG001
    """Stops of work, harm, objections and questions that await the person's answer."""
    awaited = waiting_for(actor, SHOWN, limit)
    first = [
        Task(
            title=each.record.title,
            url=page(each.record.pk),
            unit=each.record.unit.name,
            number=each.record.number,
            since=each.since,
            due=each.due,
            until=gettext("At once: since %(day)s")
            if each.due_for in AT_ONCE
            else gettext("Answer by %(day)s"),
            at_once=each.at_once,
            status=each.labels[0],
            also=(*each.labels[1:], *_came_up(each.record)),
        )
        for each in awaited.first
    ]
    return Tasks(first, awaited.count, awaited.late)


def followed_on_desk(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001
    """What a safety representative has stopped, objected to or asked, and waits for."""
    for each in followed_by(actor, limit):
        yield Task(
            title=each.record.title,
            url=page(each.record.pk),
            unit=each.record.unit.name,
            number=each.record.number,
            since=each.since,
            due=each.due,
            until=each.until,
            status=each.label,
        )


def received_on_desk(actor: Actor, day: dt.date, limit: int) -> Tasks:  # noqa: ARG001
    """What was handed over as whistleblowing, and is not handed back."""
    page = received(actor)
    given = {record.pk: came for record, came in page.rows}
    address = addresses("incidents:show")
    first = []
    for record, _about, (state, *tags) in matters(page.rows):
        came = given[record.pk]
        first.append(
            Task(
                title=record.title,
                url=address(record.pk),
                unit=record.unit.name,
                number=record.number,
                since=timezone.localdate(came.at) if came else None,
                status=state.text,
                also=tuple(each.text for each in tags),
            )
        )
    return Tasks(first, limit if page.older else len(first))


def asked_on_desk(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Questions whether something concerns the actor's units, each answered with one tap."""
    for each in awaiting(actor, limit):
        url = reverse("incidents:answer_inquiry", args=[each.pk])
        yield Task(
            title=each.inquiry.subject,
            url=reverse("incidents:inquiry", args=[each.inquiry_id]),
            unit=each.unit.name,
            due=each.inquiry.answer_by,
            taps=(
                OneTap(_YES, url, "yes"),
                OneTap(_NO, url, "no"),
            ),
        )


_YES, _NO = gettext_lazy("Yes, it concerns us"), gettext_lazy("No")


def _share() -> None:
    task_sources.add(
        TaskSource(
            "inquiries",
            gettext_lazy("Does this concern your units?"),
            asked_on_desk,
            gettext_lazy("Nobody asks if something concerns your units."),
        )
    )
    shortcuts.add(
        Shortcut(
            "lessons",
            gettext_lazy("Lessons"),
            gettext_lazy(
                "What we have learned from what happened, for everyone and for your unit."
            ),
            lambda actor: reverse("incidents:lessons") if actor.signed_in else "",
            order=37,
        ),
        Shortcut(
            "places",
            gettext_lazy("Places with a poster"),
            gettext_lazy("Posters with a code that leads to the report form."),
            lambda actor: reverse("incidents:places") if actor.has(MAKE_POSTERS) else "",
            order=60,
        ),
    )


def _may(capability: str, request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.has(capability)


def _may_report(request: HttpRequest) -> bool:
    """Those who have the right; and strangers, where the institution lets them."""
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.has(REPORT) if actor.signed_in else policy().nameless_allowed


def _may_follow_by_code(request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return not actor.signed_in and policy().nameless_allowed


def _on_pages() -> None:
    menu.add(
        MenuItem(
            "code",
            gettext_lazy("Follow a report with a code"),
            "incidents:code",
            order=90,
            visible=_may_follow_by_code,
        ),
        MenuItem(
            "report",
            gettext_lazy("Report"),
            "incidents:report",
            order=10,
            visible=_may_report,
            prominent=True,
        ),
        MenuItem(
            "my_reports",
            gettext_lazy("My reports"),
            "incidents:mine",
            order=15,
            visible=lambda request: request.actor.signed_in,  # type: ignore[attr-defined]
            personal=True,
        ),
        MenuItem(
            "incidents",
            gettext_lazy("Reports"),
            "incidents:list",
            order=20,
            visible=lambda request: _may(SEE, request),
        ),
        MenuItem(
            "committee",
            gettext_lazy("Reports without persons"),
            "incidents:committee",
            order=25,
            visible=lambda request: _may(SEE_ANONYMISED, request) and not _may(SEE, request),
        ),
        MenuItem(
            "received",
            gettext_lazy("Received as whistleblowing"),
            "incidents:received",
            order=26,
            visible=lambda request: _may(RECEIVE_WHISTLEBLOWING, request),
        ),
    )
    task_sources.add(
        TaskSource(
            "incident_answers",
            gettext_lazy("What awaits your answer"),
            to_answer_on_desk,
            gettext_lazy("Nobody awaits your answer."),
            first=True,
        ),
        TaskSource(
            "incidents_followed",
            gettext_lazy("What you wait for"),
            followed_on_desk,
            gettext_lazy("Nobody owes you an answer."),
            concerns=lambda actor: actor.has(REPRESENT),
        ),
        TaskSource(
            "incidents_received",
            gettext_lazy("Received as whistleblowing"),
            received_on_desk,
            gettext_lazy("Nothing has been handed over to you."),
            all_url="incidents:received",
            concerns=lambda actor: actor.has(RECEIVE_WHISTLEBLOWING),
        ),
        TaskSource(
            "incidents",
            gettext_lazy("Reports you are to handle"),
            to_handle_on_desk,
            gettext_lazy("No reports await you."),
            all_url="incidents:list",
            all_query=urlencode({"state": OPEN}),
        ),
    )
    shortcuts.add(
        Shortcut(
            "stop",
            gettext_lazy("Record a stop of dangerous work"),
            gettext_lazy("The leader is told at once, and decides in writing (AML § 6-3)."),
            lambda actor: reverse("incidents:stop") if actor.has(REPRESENT) else "",
            order=5,
        ),
        Shortcut(
            "my_reports",
            gettext_lazy("My reports"),
            gettext_lazy("What you have reported, and what has become of it."),
            lambda actor: reverse("incidents:mine") if actor.signed_in else "",
            order=10,
        ),
        Shortcut(
            "overdue",
            gettext_lazy("Overdue reports"),
            gettext_lazy(
                "Open reports past the day by which they are to be handled, the latest first."
            ),
            lambda actor: reverse("incidents:overdue") if actor.has(SEE) else "",
            order=25,
        ),
        Shortcut(
            "suggestions",
            gettext_lazy("Suggestions taken up"),
            gettext_lazy("What has come of suggestions where you work."),
            lambda actor: reverse("incidents:suggestions") if actor.has(SEE_PLAN) else "",
            order=35,
        ),
        Shortcut(
            "steering",
            gettext_lazy("How reporting works"),
            gettext_lazy("How long it takes to report, how many do, and the rules for it."),
            _steering,
            order=45,
        ),
        Shortcut(
            "figures",
            gettext_lazy("The year in figures"),
            gettext_lazy("How many reports there are, how serious, and how fast they are handled."),
            _figures,
            order=40,
        ),
    )


def _steering(actor: Actor) -> str:
    return reverse("incidents:steering") if actor.has(STEER) else ""


def _figures(actor: Actor) -> str:
    return reverse("figures:index") if actor.has(SEE_FIGURES) else ""


def register() -> None:
    _on_pages()
    _share()
    for part in (criteria, editable, evidence, figures, offering, retention, searching):
        part.register()
    default_content.add(DefaultContent("incidents", load_content))
    deadline_rules.add(*RULES)
    capabilities.add(*OWN)
    kinds.add(
        Kind(
            KIND,
            pgettext_lazy("noun", "Report"),
            "AVV",
            SEE,
            page,
            handle=HANDLE,
            unseal=RECEIVE_WHISTLEBLOWING,
        )
    )
    verbs.add(*VERBS)
    topics.add(*TOPICS)
    notice_kinds.add(*arranged(NOTICES))
    handed_over.add(RELAYED)
    maintenance_forms.add(MaintenanceForm("channel", maintenance_url))
    handlers.add(
        Handler("incidents.posts", OrganisationChanged, follow_posts),
        Handler("incidents.tree", TreeRefreshed, follow_tree),
        Handler("incidents.decided", MeasureDecided, tell_of_decided),
        Handler("incidents.done", MeasureDone, tell_of_done),
    )

"""One report: the handler's page, or its reporter's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import KIND
from vern.control.incidents.panels import panels_for
from vern.control.incidents.panels.dialogue import own
from vern.control.incidents.queries import (
    erased,
    protecting,
    reporter,
    timeline,
    trail,
    wording,
)
from vern.control.incidents.queries import show as queries
from vern.control.incidents.queries.levels import assigned_names
from vern.control.incidents.queries.merging import Way, main_number, way_of
from vern.control.incidents.queries.pressing import Urgent, pressing
from vern.control.incidents.queries.reception import ends_to_show
from vern.control.incidents.queries.recipient import answerable, recipient_of
from vern.control.incidents.queries.then import words_then
from vern.control.incidents.queries.voices import may_stop_work
from vern.control.incidents.rules import IncidentState, handled_here, next_steps, reception_steps
from vern.control.incidents.views.code import keep_private
from vern.core.kernel import clock
from vern.core.kernel.access import BY_CODE, access
from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record, holds, may

STEPS = {
    "take_up": (_("Start work"), "incidents:take_up"),
    "assess": (_("Assess"), "incidents:assess"),
    "measure": (_("Add measure"), "incidents:measure"),
    "close": (_("Close"), "incidents:close"),
    "move": (_("Move"), "incidents:move"),
    "reject": (_("Reject"), "incidents:reject"),
    "reopen": (_("Reopen"), "incidents:reopen"),
    "stop_work": (_("Record a stop of dangerous work"), "incidents:stop_work"),
    "finish": (_("Finish this matter"), "incidents:finish"),
    "look_again": (_("Open it again"), "incidents:look_again"),
}
"""What a handler, a safety representative or the whistleblowing reception can do: its words and its
page."""


@access(BY_CODE)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """What was told and what became of it, as much of it as is this reader's."""
    record = get_record(request.actor, pk, kind=KIND, erased=True)
    if record.erased_at is not None:
        return render(request, "incidents/erased.html", erased.shown(record))
    report = queries.report(record)
    context = {
        "record": record,
        "report": report,
        "incident": report.incident,
        "row": wording.row(record, main_number(request.actor, report.incident)),
        "place": wording.place(record, report.incident),
        "happened": wording.happened(report.incident),
        "few_words": reporter.in_few_words(report.incident),
    }
    if holds(request.actor, SEE, record):
        context |= _for_handlers(request.actor, report)
        context["answers"] = answerable(record)
        context["panels"] = panels_for(request.actor, report)
        return render(request, "incidents/show.html", context)
    state = IncidentState(report.incident.state)
    way = way_of(report.incident, Way(state, report.entries, report.measures, report.closures))
    context["steps"] = timeline.of(
        way.state,
        way.entries,
        ahead=timeline.ahead(record, way.handled_in),
        units=trail.unit_names(way.entries, report.units),
        measures={each.pk: each for each in way.measures},
        closures=way.closures,
    )
    context["answers"] = (
        recipient_of(way.handled_in)
        if way.handled_in
        else recipient_of(record, assigned_names(report))
    )
    context["readers"] = protecting.readers(record, report.reading)
    context["own"] = own(request.actor, record)
    return keep_private(request, render(request, "incidents/followed.html", context))


def _for_handlers(actor: Actor, report: queries.Report) -> dict[str, Any]:
    names = queries.content_names()
    then = words_then(report, names)
    entries, measures = report.entries, report.measures
    urgent = pressing(actor, report)
    known = trail.Known(names, report.units, {each.pk: each for each in measures}, report.people)
    return {
        "categories": [then.names[("category", key)] for key in report.categories],
        "causes": [then.names[("cause", key)] for key in report.causes],
        "severity": wording.severity_table(
            report.severity,
            {key: name for (table, key), name in then.names.items() if table == "level"},
        ),
        "then": then,
        "measures": measures,
        "today": clock.today(),
        "closures": ends_to_show(report),
        "handled_here": handled_here(IncidentState(report.incident.state)),
        "reporter": reporter.shown_name(actor, report),
        "trail": trail.in_words(reporter.without_name(actor, report, entries), known),
        "steps": _steps(actor, report, urgent),
        "urgent": urgent,
        "hindered": any(each.link for each in urgent),
    }


def _steps(actor: Actor, report: queries.Report, urgent: Sequence[Urgent]) -> list[dict[str, Any]]:
    """What this handler can do now, the natural next step first; nothing for those who only see.

    What stands above as urgent is not offered once more.
    """
    record = report.record
    return [
        {"verb": verb, "label": STEPS[verb][0], "url": reverse(STEPS[verb][1], args=[record.pk])}
        for verb in _verbs(actor, report)
        if not (verb == "reopen" and any(each.post for each in urgent))
    ]


def _verbs(actor: Actor, report: queries.Report) -> tuple[str, ...]:
    state = IncidentState(report.incident.state)
    if protecting.receives(actor, report.record):
        return reception_steps(state)
    stops = ("stop_work",) if may_stop_work(actor, report.record, report.incident) else ()
    if not may(actor, HANDLE, report.record):
        return stops
    handles = next_steps(
        state,
        assessed=any(entry.verb == "incident.assessed" for entry in report.entries),
        planned=bool(report.measures),
    )
    return handles + stops

"""Answers to a device that sends a report which it kept while there was no coverage."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from vern.control.incidents.forms import opened
from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.queries import reporting
from vern.control.incidents.services import Draft
from vern.core.kernel.offline import kept_by_a_device
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Record

SECONDS = "X-Vern-Seconds"
"""How long the form was open, as the device measured it: the stamp in a page that it keeps is old."""


def timed(request: HttpRequest, draft: Draft) -> Draft:
    """The draft with the time that it took to write, also where it was sent much later."""
    if not kept_by_a_device(request):
        return draft
    seconds = request.headers.get(SECONDS, "")
    known = seconds.isdecimal() and len(seconds) < 9 and int(seconds) <= opened.LONGEST
    return dataclasses.replace(draft, seconds_to_send=max(int(seconds), 1) if known else None)


def received(request: ActorRequest, record: Record) -> HttpResponse:
    """What the device shows: the number, where to follow it, and a nameless reporter's code."""
    return JsonResponse(
        {
            "outcome": "sent",
            "number": record.number,
            "url": reverse("incidents:sent", args=[record.pk]),
            "code": "" if request.actor.signed_in else reporting.code_of(record),
        }
    )


def refused(form: ReportForm) -> HttpResponse:
    """What must be put right: the device makes it a draft again."""
    return JsonResponse({"outcome": "refused", "errors": list(_said(form))})


def by_another() -> HttpResponse:
    """Nothing is received in another name than that of the one who wrote it."""
    return JsonResponse({"outcome": "another"})


def _said(form: ReportForm) -> list[str]:
    """Each error with the question that it is about."""
    said = [str(error) for error in form.non_field_errors()]
    for field in form.visible_fields():
        said += [f"{field.label} – {error}" for error in field.errors]
    return said or [str(error) for field in form.hidden_fields() for error in field.errors]

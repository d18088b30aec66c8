"""Who reads a report, names struck out, the hand-over to whistleblowing and what is received."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.control.incidents import services
from vern.control.incidents.capabilities import HANDLE, RECEIVE_WHISTLEBLOWING
from vern.control.incidents.forms.protecting import (
    FinishForm,
    HandBackForm,
    HandOverForm,
    LookAgainForm,
    ReaderForm,
    StrikeForm,
    SummaryForm,
)
from vern.control.incidents.models import KIND
from vern.control.incidents.names import pattern_of
from vern.control.incidents.queries import protecting, reception, striking
from vern.control.incidents.queries.show import is_reporter
from vern.control.incidents.rules import can
from vern.control.incidents.services.common import SAME_FORM
from vern.control.incidents.views.handle import do_on_page, not_now, state_of, to_handle
from vern.control.incidents.views.words import Words, sent, write
from vern.core.kernel.access import BY_CODE, SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record, may
from vern.core.records.models import Record, Sensitivity

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@access(BY_CODE)
@BOTH
def restrict(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep it for named people: its handler, or the one who reported it."""
    record = get_record(request.actor, pk, kind=KIND)
    handles = may(request.actor, HANDLE, record)
    if not handles and not is_reporter(request.actor, record):
        raise PermissionDenied
    if request.method != "POST" and record.sensitivity != Sensitivity.HANDLERS:
        return not_now(request, record)
    return do_on_page(
        request,
        record,
        forms.Form(request.POST if request.method == "POST" else None),
        template="incidents/restrict.html",
        do=lambda: services.restrict(actor=request.actor, record=record),
        done=_("Only named people can read the report now."),
        handles=handles,
    )


@access(SIGNED_IN)
@BOTH
def open_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Open it to those whose roles reach it, after a page that says who they are."""
    record = to_handle(request, pk)
    if request.method != "POST" and record.sensitivity != Sensitivity.PARTIES:
        return not_now(request, record)
    return do_on_page(
        request,
        record,
        forms.Form(request.POST if request.method == "POST" else None),
        template="incidents/open_up.html",
        do=lambda: services.open_up(actor=request.actor, record=record),
        done=_("The report is open to the unit's leaders and safety representatives."),
        reasons=protecting.reasons(record),
    )


@access(SIGNED_IN)
@BOTH
def let_read(request: ActorRequest, pk: int) -> HttpResponse:
    """Name someone who may read it. A search for people comes back with what was typed."""
    record = to_handle(request, pk)
    if "search" in request.POST and request.POST.get("who", "").strip():
        typed = {**request.POST.dict(), "search": request.POST["who"], "who": ""}
        form = ReaderForm(initial=typed, record=record)
        return render(request, "incidents/let_read.html", {"form": form, "record": record})
    form = ReaderForm(request.POST if request.method == "POST" else None, record=record)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/let_read.html",
        do=lambda: services.let_read(
            actor=request.actor, record=record, person=form.cleaned_data["person"]
        ),
        done=_("They can read the report now, and have been told."),
    )


@access(SIGNED_IN)
@require_POST
def stop_reading(request: ActorRequest, pk: int, person: int) -> HttpResponse:
    """Take someone's right to read away."""
    record = to_handle(request, pk)
    reader = protecting.is_reader(record, person)
    if reader is not None:
        services.stop_reading(actor=request.actor, record=record, person=reader)
        messages.success(request, _("%(name)s can no longer read it.") % {"name": reader.name})
    return redirect("incidents:show", record.pk)


@access(SIGNED_IN)
@BOTH
def strike(request: ActorRequest, pk: int) -> HttpResponse:
    """Strike out a name: first where it stands, then the deed."""
    record = to_handle(request, pk)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    places: list[striking.Place] = []
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if "strike" in request.POST:
                struck = services.strike(actor=request.actor, record=record, words=words)
                messages.success(request, _told(struck))
                return redirect("incidents:show", record.pk)
            pattern = pattern_of(words)
            places = striking.where(record, pattern) if pattern else []
            if not places:
                form.add_error("words", _("These words do not stand in the report."))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    context = {
        "form": form,
        "record": record,
        "places": places,
        "times": sum(place.times for place in places),
    }
    return render(request, "incidents/strike.html", context)


def _told(struck: int) -> str:
    text = ngettext("Struck out in %(count)d place.", "Struck out in %(count)d places.", struck)
    return text % {"count": struck}


@access(SIGNED_IN)
@BOTH
def summary(request: ActorRequest, pk: int) -> HttpResponse:
    """What happened and what came of it, in words for everyone."""
    record = to_handle(request, pk)
    form = SummaryForm(
        request.POST if request.method == "POST" else None,
        initial={"summary": record.incident.summary},
    )
    return do_on_page(
        request,
        record,
        form,
        template="incidents/summary.html",
        do=lambda: services.sum_up(actor=request.actor, record=record, **form.cleaned_data),
        done=_("Saved."),
    )


@access(SIGNED_IN)
@BOTH
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """It is a whistleblowing matter: from then on the one who does this sees it no more."""
    if request.method == "POST" and _just_did(request, "handed_over", pk):
        return redirect("incidents:handed_over")
    record = to_handle(request, pk)
    if request.method != "POST" and not can("hand_over", state_of(record)):
        return not_now(request, record)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over(actor=request.actor, record=record, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("incidents:handed_over")
    return render(request, "incidents/hand_over.html", {"form": form, "record": record})


@access(SIGNED_IN)
@require_GET
def handed_over(request: ActorRequest) -> HttpResponse:
    """It is done. Says nothing of the report: whoever reads this may no longer know of it."""
    return render(request, "incidents/handed_over.html")


@access(SIGNED_IN)
@BOTH
def hand_back(request: ActorRequest, pk: int) -> HttpResponse:
    """The reception finds that it is not whistleblowing, and sees it no more."""
    if request.method == "POST" and _just_did(request, "handed_back", pk):
        return redirect("incidents:received")
    record = _to_receive(request, pk)
    if not can("hand_back", state_of(record)):
        return not_now(request, record)
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.hand_back(actor=request.actor, record=record, **form.cleaned_data)
        messages.success(
            request, _("It is handed back. The one who reported and the handler have been told.")
        )
        return redirect("incidents:received")
    return render(request, "incidents/hand_back.html", {"form": form, "record": record})


def _just_did(request: ActorRequest, verb: str, pk: int) -> bool:
    return protecting.did(verb, request.actor, pk, within=SAME_FORM)


@access(RECEIVE_WHISTLEBLOWING, recent=True)
@require_GET
def received(request: ActorRequest) -> HttpResponse:
    """What has been handed over to the reception: to look into, or finished."""
    finished = "finished" in request.GET
    page = protecting.received(
        request.actor, before=request.GET.get("before", ""), finished=finished
    )
    shown = {"finished": "1"} if finished else {}
    context = {
        "rows": reception.matters(page.rows),
        "older": f"{request.path}?{urlencode({**shown, 'before': page.older})}"
        if page.older
        else "",
        "finished": finished,
    }
    return render(request, "incidents/received.html", context)


def _to_receive(request: ActorRequest, pk: int) -> Record:
    record = get_record(request.actor, pk, kind=KIND)
    if not protecting.receives(request.actor, record):
        raise PermissionDenied
    return record


@access(SIGNED_IN)
@BOTH
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """The reception answers the one who reported, and finishes the matter."""
    record = _to_receive(request, pk)
    if request.method != "POST" and not can("finish", state_of(record)):
        return not_now(request, record)
    form = FinishForm(sent(request))
    words = Words(
        _("Finish this matter"),
        _("Send the answer and finish"),
        _("The matter is finished. The one who reported has got your answer."),
        lead=_(
            "The one who reported gets your answer and can say if something is missing. The matter "
            "stays closed to everyone else. You can open it again."
        ),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.finish(actor=request.actor, record=record, **form.cleaned_data),
    )


@access(SIGNED_IN)
@BOTH
def look_again(request: ActorRequest, pk: int) -> HttpResponse:
    """There is something new in a matter that the reception has finished."""
    record = _to_receive(request, pk)
    if request.method != "POST" and not can("look_again", state_of(record)):
        return not_now(request, record)
    form = LookAgainForm(sent(request))
    words = Words(
        _("Open the matter again"),
        _("Open it again"),
        _("The matter is open again. The one who reported has been told."),
        lead=_(
            "The one who reported is told that it is open again, and gets a new answer when it is "
            "finished."
        ),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.look_again(actor=request.actor, record=record, **form.cleaned_data),
    )

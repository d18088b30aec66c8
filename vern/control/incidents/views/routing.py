"""Whose turn it is: up, down, to someone by name, by when; duplicates; what is late."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from vern.control.incidents import services
from vern.control.incidents.capabilities import SEE
from vern.control.incidents.forms.filters import OverdueFilter
from vern.control.incidents.forms.routing import (
    AssignForm,
    BringUpForm,
    DeadlineForm,
    MergeForm,
    SendBackForm,
)
from vern.control.incidents.queries import lists, merging, routing, show, suggestions
from vern.control.incidents.queries import overdue as overdue_reports
from vern.control.incidents.queries.marks import marks
from vern.control.incidents.rules import can, can_be_worked_on
from vern.control.incidents.views.handle import (
    BOTH,
    do_on_page,
    in_the_way,
    not_now,
    state_of,
    to_handle,
)
from vern.core.history.queries import newest
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.measures.models import SEE_PLAN
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Record


@access(SIGNED_IN)
@BOTH
def bring_up(request: ActorRequest, pk: int) -> HttpResponse:
    """To the leader above."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = BringUpForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/bring_up.html",
        do=lambda: services.bring_up(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The level above has been told, and handles it now."),
    )


@access(SIGNED_IN)
@BOTH
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    """To the level that it came from."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = SendBackForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/send_back.html",
        do=lambda: services.send_back(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The level below has been told, and handles it now."),
    )


@access(SIGNED_IN)
@BOTH
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """To someone by name."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = _assign_form(record, request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/assign.html",
        do=lambda: services.assign(
            actor=request.actor, record=record, person=form.chosen, seen=form.cleaned_data["seen"]
        ),
        done=_("Saved. The one who is to handle it has been told."),
        now=lambda: _assign_form(to_handle(request, pk)),
    )


def _assign_form(record: Record, sent: QueryDict | None = None) -> AssignForm:
    return AssignForm(
        sent,
        people=routing.eligible(record),
        record=record,
        initial={
            "person": str(record.owner_id or ""),
            "seen": newest(record, "incident.assigned"),
        },
    )


@access(SIGNED_IN)
@BOTH
def deadline(request: ActorRequest, pk: int) -> HttpResponse:
    """Another day, with a reason."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = _deadline_form(record, request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/deadline.html",
        do=lambda: services.set_deadline(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The deadline is changed."),
        now=lambda: _deadline_form(to_handle(request, pk)),
    )


def _deadline_form(record: Record, sent: QueryDict | None = None) -> DeadlineForm:
    stands = {"due_on": record.due_on, "seen": newest(record, "incident.deadline_set")}
    return DeadlineForm(sent, initial=stands)


@access(SIGNED_IN)
@BOTH
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    """It is about the same as another one."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can("merge", state_of(record)):
        return not_now(request, record)
    form = MergeForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        record=record,
        alike=merging.alike(request.actor, record),
    )
    report = show.report(record)
    along = report.twins
    return do_on_page(
        request,
        record,
        form,
        template="incidents/merge.html",
        do=lambda: services.merge(
            actor=request.actor, record=record, into=form.cleaned_data["into"]
        ),
        done=merged_words(along),
        along=along,
        **in_the_way(request, report),
    )


def merged_words(along: int) -> str:
    """What was done; `along`: how many others came with it."""
    done = _("The reports are handled together now. The one who reported this one is told.")
    if not along:
        return done
    others = ngettext(
        "%(count)d other report came along.", "%(count)d other reports came along.", along
    )
    return f"{done} {others % {'count': along}}"


@access(SIGNED_IN)
@require_POST
def split_off(request: ActorRequest, pk: int) -> HttpResponse:
    """It was not about the same after all."""
    record = to_handle(request, pk)
    try:
        services.split_off(actor=request.actor, record=record)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The report is handled on its own again."))
    return redirect("incidents:show", record.pk)


@access(SEE)
@require_GET
def overdue(request: ActorRequest) -> HttpResponse:
    """What is past its deadline: for a leader their own first, for others all in their scope."""
    has_own = lists.answers_by_post(request.actor)
    form = OverdueFilter(request.GET, actor=request.actor, has_own=has_own)
    found = overdue_reports.overdue(
        request.actor, form.narrowed, after=request.GET.get("after", "")
    )
    turns = routing.whose_turn(found.records)
    query = request.GET.copy()
    query["after"] = found.older
    return render(
        request,
        "incidents/overdue.html",
        {
            "filter": form,
            "found": found,
            "rows": overdue_reports.items(
                found.records, turns, marks(request.actor, found.records)
            ),
            "own": form.narrowed.own,
            "narrowed": form.narrowed.chosen,
            "older": f"{request.path}?{query.urlencode()}" if found.older else "",
        },
    )


@access(SEE_PLAN)
@require_GET
def taken_up(request: ActorRequest) -> HttpResponse:
    """What has come of suggestions, in the neutral words of the plan."""
    page = suggestions.taken_up(request.actor, after=request.GET.get("after", ""))
    older = f"{request.path}?after={page.older}" if page.older else ""
    return render(request, "incidents/suggestions.html", {"lines": page.lines, "older": older})

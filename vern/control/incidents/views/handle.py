"""What handlers do with a report: each its own page and address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vern.control.incidents import services
from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.forms.answers import CloseForm, MoveForm, RejectForm, ReopenForm
from vern.control.incidents.forms.assess import AssessForm
from vern.control.incidents.models import KIND
from vern.control.incidents.queries import show
from vern.control.incidents.queries.pressing import Urgent, before_closing, pressing
from vern.control.incidents.queries.reporter import needs_neutral_words, proposal_to_decide
from vern.control.incidents.rules import IncidentState, can, can_be_worked_on
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.ui import meanwhile
from vern.core.measures.forms import measure_form
from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record, may
from vern.core.records.kinds import kinds
from vern.core.records.models import Record

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def to_handle(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND, capability=HANDLE)


def state_of(record: Record) -> IncidentState:
    return IncidentState(record.incident.state)


def not_now(request: ActorRequest, record: Record) -> HttpResponse:
    """Someone follows an old link: show how it stands instead of a form that would be refused."""
    messages.info(request, _("This cannot be done now. See how the report stands."))
    return redirect("incidents:show", record.pk)


def do_on_page(
    request: ActorRequest,
    record: Record,
    form: forms.Form,
    *,
    template: str,
    do: Callable[[], object],
    done: str,
    now: Callable[[], forms.Form] | None = None,
    **context: Any,
) -> HttpResponse:
    """Do it and go back to the report; or show the form, with everything that was typed. `now`: the
    form as someone would open it, of what others may have changed meanwhile."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except ChangedMeanwhile as changed:
            assert now is not None  # noqa: S101 (who asks for `seen` gives it)
            meanwhile.tell(form, changed, now=now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, done)
            return _onward(request, record)
    return render(request, template, {"form": form, "record": record, **context})


def _onward(request: ActorRequest, record: Record) -> HttpResponse:
    """To the report; to the list where it has moved out of reach."""
    rows = Record.objects.select_related("unit", "handling_unit").prefetch_related("parties")
    now = rows.get(pk=record.pk)
    if may(request.actor, kinds[KIND].see, now):
        return redirect("incidents:show", record.pk)
    return redirect("incidents:list")


def in_the_way(
    request: ActorRequest,
    report: show.Report,
    *,
    of: Callable[[Actor, show.Report], list[Urgent]] = pressing,
) -> dict[str, Any]:
    """What should be settled before a report ends. `barred`: it cannot end before; then nothing is
    asked for. What has been typed already is always shown again."""
    found = of(request.actor, report)
    barred = any(each.bars for each in found)
    return {"urgent": found, "barred": barred and request.method != "POST"}


@access(SIGNED_IN)
@BOTH
def take_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Start work: one button."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can("take_up", state_of(record)):
        return not_now(request, record)
    return do_on_page(
        request,
        record,
        forms.Form(request.POST if request.method == "POST" else None),
        template="incidents/take_up.html",
        do=lambda: services.take_up(actor=request.actor, record=record),
        done=_("You have started. The one who reported has been told."),
    )


@access(SIGNED_IN)
@BOTH
def assess(request: ActorRequest, pk: int) -> HttpResponse:
    """Type, severity, categories and causes."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = _assess_form(request, record)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/assess.html",
        do=lambda: _assess(request, record, form),
        done=_("The assessment is saved."),
        now=lambda: AssessForm(report=show.report(to_handle(request, pk))),
    )


def _assess_form(request: ActorRequest, record: Record) -> AssessForm:
    return AssessForm(
        request.POST if request.method == "POST" else None, report=show.report(record)
    )


def _assess(request: ActorRequest, record: Record, form: AssessForm) -> None:
    restricted = services.assess(
        actor=request.actor,
        record=record,
        assessment=form.assessment,
        seen=form.cleaned_data["seen"],
    )
    if restricted:
        messages.info(
            request,
            _(
                "Reports about this are kept for named people: only you, the one whose turn it is "
                "and those whom you name can read it now."
            ),
        )


@access(SIGNED_IN)
@BOTH
def measure(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a measure. A search for people comes back with everything that was typed."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    proposed = proposal_to_decide(record)
    form = measure_form(
        request,
        unit=record.unit,
        initial={"title": proposed},
        private=needs_neutral_words(record),
    )
    if request.method == "POST" and not form.is_bound:
        return render(request, "incidents/measure.html", {"form": form, "record": record})
    return do_on_page(
        request,
        record,
        form,
        template="incidents/measure.html",
        do=lambda: services.add_measure(actor=request.actor, record=record, plan=form.plan),
        done=form.receipt,
        proposed=proposed if request.method != "POST" else "",
    )


@access(SIGNED_IN)
@BOTH
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """To the unit that it belongs to."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    form = MoveForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/move.html",
        do=lambda: services.move(
            actor=request.actor, record=record, unit=form.cleaned_data["unit"]
        ),
        done=_("The report is moved. The leader there has been told."),
    )


@access(SIGNED_IN)
@BOTH
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """With an answer, and with measures or a reason for none."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can_be_worked_on(state_of(record)):
        return not_now(request, record)
    report = show.report(record)
    form = CloseForm(
        request.POST if request.method == "POST" else None,
        has_measures=bool(report.measures),
        initial={"summary": record.incident.summary},
    )
    return do_on_page(
        request,
        record,
        form,
        template="incidents/close.html",
        do=lambda: services.close(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The report is closed. The one who reported has got your answer."),
        measures=report.measures,
        undone=any(not each.done for each in report.measures),
        **in_the_way(request, report, of=before_closing),
    )


@access(SIGNED_IN)
@BOTH
def reject(request: ActorRequest, pk: int) -> HttpResponse:
    """Not a matter for this system."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can("reject", state_of(record)):
        return not_now(request, record)
    form = RejectForm(request.POST if request.method == "POST" else None)
    report = show.report(record)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/reject.html",
        do=lambda: services.reject(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The report is rejected. The one who reported has been told why."),
        **in_the_way(request, report),
    )


@access(SIGNED_IN)
@BOTH
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Work on it goes on."""
    record = to_handle(request, pk)
    if request.method != "POST" and not can("reopen", state_of(record)):
        return not_now(request, record)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/reopen.html",
        do=lambda: services.reopen(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The report is open again."),
    )

"""Measures of an assessment, and what remains of the risk with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.numbers import whole_number
from vern.core.measures.forms import measure_form
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Sensitivity
from vern.plan.risk import services
from vern.plan.risk.forms.writing import RemainingForm
from vern.plan.risk.queries.show import RowView, Sheet, sheet
from vern.plan.risk.rules import AssessmentState, Method
from vern.plan.risk.views.common import BOTH, after, not_now, page, to_write, try_to, writable


@access(SIGNED_IN)
@BOTH
def remaining(request: ActorRequest, pk: int) -> HttpResponse:
    """The measures, and what remains of each yellow and red with them."""
    record = to_write(request, pk)
    found = sheet(record)
    if not writable(found):
        return not_now(request, record)
    form = RemainingForm(request.POST if request.method == "POST" else None, sheet=found)
    valid = request.method == "POST" and form.is_valid()
    if valid and try_to(form, lambda: _judge_again(request, found, form)):
        wanted = _row_asked(request, found)
        if wanted is not None:
            return redirect(f"{reverse('risk:measure', args=[pk])}?row={wanted.row.pk}")
        return redirect(after(found, request.path))
    return page(request, found, "remaining", form, full=found.method is Method.FULL)


def _judge_again(request: ActorRequest, found: Sheet, form: RemainingForm) -> None:
    given = form.cleaned_data
    services.judge_remaining(
        actor=request.actor,
        record=found.record,
        colours={view.row.pk: given[name] or 0 for name, view in form.rows.items()},
        sum_after=(given["sum_after"] or 0) if "sum_after" in form.fields else None,
    )


@access(SIGNED_IN)
@BOTH
def measure(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a measure; `row` says for what. A search for people comes back with what was typed."""
    record = to_write(request, pk)
    found = sheet(record)
    if found.state in (AssessmentState.REPLACED, AssessmentState.WITHDRAWN):
        return not_now(request, record)
    view = _row_asked(request, found)
    form = measure_form(
        request,
        unit=record.unit,
        initial={"type": "preventive", "before_start": bool(view and view.before == 3)},
        private=record.sensitivity >= Sensitivity.PARTIES,
        starts=found.method is not Method.FACTORS,  # they are at work already
        reported=False,
    )
    if form.is_bound and form.is_valid():
        row = view.row if view else None
        if try_to(
            form,
            lambda: services.add_measure(
                actor=request.actor, record=record, plan=form.plan, row=row
            ),
        ):
            messages.success(request, form.receipt)
            return redirect("risk:remaining" if writable(found) else "risk:show", pk)
    return page(request, found, "measure", form, view=view)


def _row_asked(request: ActorRequest, found: Sheet) -> RowView | None:
    given = request.POST if request.method == "POST" else request.GET
    key = whole_number(given.get("row", ""))
    return next((each for each in found.rows if each.row.pk == key), None)

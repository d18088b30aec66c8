"""Pages about measures: one, one's own, and the plan of a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.spreadsheets import csv_response
from vern.core.kernel.ui import meanwhile
from vern.core.measures import export, maintenance, plans, queries, services
from vern.core.measures.answers import DoneForm, EffectForm, EndForm, MaintenanceForm
from vern.core.measures.filters import PlanFilter
from vern.core.measures.forms import MeasureForm, as_initial, measure_form
from vern.core.measures.forms import again as start_again
from vern.core.measures.models import Measure, MeasureQuerySet
from vern.core.measures.queries import Line, Rights
from vern.core.measures.wording import kroner
from vern.core.org.middleware import ActorRequest
from vern.core.records.kinds import kinds
from vern.core.records.models import Sensitivity

PER_PAGE = 50


@dataclass(frozen=True)
class ListPage:
    """One page of a list of measures, and the ways to the next and the one before."""

    lines: list[Line]
    newer: str
    older: str


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """What one is responsible for: the open ones first."""
    found = _page(request, queries.own(request.actor))
    return render(request, "measures/mine.html", {"found": found})


@access(SIGNED_IN)
@require_GET
def to_judge(request: ActorRequest) -> HttpResponse:
    """Measures of which one is to say whether they helped."""
    found = _page(request, queries.judged_by(request.actor))
    return render(request, "measures/to_judge.html", {"found": found})


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One measure, in full or in the plan's words."""
    line, rights = queries.get_measure(request.actor, pk)
    return _show(request, line, rights)


@access(SIGNED_IN)
@require_POST
def done(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that it is done. Sent twice, it is done once."""
    line, rights = queries.get_measure(request.actor, pk)
    if not line.done and not rights.may_complete:
        raise PermissionDenied
    form = DoneForm(request.POST)
    return _did(
        request,
        (line, rights),
        form,
        lambda given: services.complete(
            actor=request.actor,
            measure=line.measure,
            comment=given["comment"],
            due_on=given["due_on"],
        ),
        _("The measure is marked as done."),
    )


@access(SIGNED_IN)
@require_POST
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """A recurring measure is no longer needed: for those who handle the case."""
    line, rights = queries.get_measure(request.actor, pk)
    if not line.done and not rights.may_end:
        raise PermissionDenied
    return _did(
        request,
        (line, rights),
        EndForm(request.POST),
        lambda given: services.end(
            actor=request.actor, measure=line.measure, comment=given["reason"]
        ),
        _("The measure is ended."),
    )


@access(SIGNED_IN)
@require_POST
def judge(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether it helped. After 'no' the page offers a new measure."""
    line, rights = queries.get_measure(request.actor, pk)
    if not rights.may_judge and not (rights.may_handle and line.measure.effect):
        raise PermissionDenied
    return _did(
        request,
        (line, rights),
        EffectForm(request.POST),
        lambda given: services.judge(
            actor=request.actor,
            measure=line.measure,
            effect=given["effect"],
            comment=given["words"],
        ),
        _("Your answer is kept."),
    )


@access(SIGNED_IN)
@require_POST
def verify(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that one has seen that it is in place. Sent twice, it is said once."""
    line, rights = queries.get_measure(request.actor, pk)
    if line.measure.verified_at is None and not rights.may_verify:
        raise PermissionDenied
    return _did(
        request,
        (line, rights),
        Form(request.POST),
        lambda _given: services.verify(actor=request.actor, measure=line.measure),
        _("It is noted that it is in place."),
    )


def _reported(measure: Measure) -> bool:
    """Whether someone told of what the measure is for."""
    return kinds[measure.origin.kind].reported


def _starts(measure: Measure) -> bool:
    """Whether work waits for the measures of its case."""
    return bool(kinds[measure.origin.kind].verify)


@access(SIGNED_IN)
@require_POST
def maintain(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that it was sent to building maintenance, or what they have answered."""
    line, rights = queries.get_measure(request.actor, pk)
    if not rights.may_complete:
        raise PermissionDenied
    return _did(
        request,
        (line, rights),
        _maintenance_form(line, request.POST),
        lambda given: maintenance.set_status(
            actor=request.actor,
            measure=line.measure,
            status=given["status"],
            reference=given["reference"],
        ),
        _("It is noted."),
    )


def _did(
    request: ActorRequest,
    found: tuple[Line, Rights],
    form: Form,
    do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    """Do what a valid form asks for, and go to the measure's page; else show what is wrong."""
    line, rights = found
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, said)
            return redirect("measures:show", line.measure.pk)
    return _show(request, line, rights, form)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what was decided: for those who handle the case."""
    line, rights = queries.get_measure(request.actor, pk)
    if not rights.may_change:
        raise PermissionDenied
    measure = line.measure
    private = measure.origin.sensitivity >= Sensitivity.PARTIES
    form = measure_form(
        request,
        unit=measure.unit,
        initial=as_initial(measure),
        measure=measure,
        private=private,
        reported=_reported(measure),
        starts=_starts(measure),
    )
    if form.is_bound and form.is_valid():
        try:
            services.change(
                actor=request.actor,
                measure=measure,
                plan=form.plan,
                seen=form.cleaned_data["seen"],
            )
        except ChangedMeanwhile as changed:
            stands = queries.get_measure(request.actor, pk)[0].measure
            meanwhile.tell(
                form,
                changed,
                now=MeasureForm(
                    initial=as_initial(stands),
                    unit=stands.unit,
                    measure=stands,
                    private=private,
                    reported=_reported(measure),
                    me=request.actor.person_id,
                    starts=_starts(measure),
                ),
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The measure is changed."))
            return redirect("measures:show", pk)
    return render(request, "measures/change.html", {"line": line, "form": form})


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a new measure in place of one that did not help, also where the case is closed."""
    line, rights = queries.get_measure(request.actor, pk)
    if not rights.may_follow_up:
        raise PermissionDenied
    former = line.measure
    form = measure_form(
        request,
        unit=former.unit,
        initial=start_again(former),
        private=former.origin.sensitivity >= Sensitivity.PARTIES,
        reported=_reported(former),
        starts=_starts(former),
    )
    if form.is_bound and form.is_valid():
        plan = replace(form.plan, unit=former.unit)
        try:
            made = services.decide(
                actor=request.actor, record=former.origin, plan=plan, follows=former
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, form.receipt)
            return redirect("measures:show", made.pk)
    return render(request, "measures/again.html", {"line": line, "form": form})


@access(SIGNED_IN)
@require_GET
def own_plan(request: ActorRequest) -> HttpResponse:
    """The plan of the unit where one belongs."""
    code = plans.own_plan_code(request.actor)
    if code is None:
        raise Http404
    return redirect("measures:plan", code)


@access(SIGNED_IN)
@require_GET
def plan(request: ActorRequest, code: str) -> HttpResponse:
    """The measures of a unit and all below it, in words that everyone there may read."""
    place = plans.plan_unit(request.actor, code)
    rows = plans.in_plan(request.actor, place.unit)
    counts = plans.counts(rows)
    narrowing = PlanFilter(request.GET, years=counts.years)
    chosen = plans.narrowed(rows, narrowing.chosen, narrowing.chosen_year)
    context = {
        "place": place,
        "counts": counts,
        "filter": narrowing,
        "found": _page(request, chosen),
        "narrowed": narrowing.narrows,
        "cost": kroner(counts.cost) if counts.cost else "",
        "csv_url": f"{reverse('measures:plan_csv', args=[code])}?{request.GET.urlencode()}",
    }
    return render(request, "measures/plan.html", context)


@access(SIGNED_IN)
@require_GET
def plan_csv(request: ActorRequest, code: str) -> StreamingHttpResponse:
    """The plan as a file: the same measures, in the same words."""
    place = plans.plan_unit(request.actor, code)
    rows = plans.in_plan(request.actor, place.unit)
    narrowing = PlanFilter(request.GET, years=plans.counts(rows).years)
    chosen = plans.narrowed(rows, narrowing.chosen, narrowing.chosen_year)
    return csv_response(export.rows(queries.lines(chosen)), export.file_name(place.unit))


def _page(request: ActorRequest, rows: MeasureQuerySet) -> ListPage:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return ListPage(
        lines=queries.lines(page.object_list),
        newer=_to(request, page, -1) if page.has_previous() else "",
        older=_to(request, page, 1) if page.has_next() else "",
    )


def _to(request: ActorRequest, page: Page[Measure], step: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page.number + step)
    return f"?{query.urlencode()}"


def _maintenance_form(line: Line, data: Any = None) -> MaintenanceForm:
    order = line.maintenance
    initial = {"status": order.status, "reference": order.reference} if order else {}
    return MaintenanceForm(data, initial=initial, sent=order is not None)


def _show(
    request: ActorRequest, line: Line, rights: Rights, given: Form | None = None
) -> HttpResponse:
    """The measure's page. `given` is the form with what is wrong in it."""
    measure = line.measure
    forms: dict[str, Form] = {
        "done_form": DoneForm(initial={"due_on": measure.due_on if measure.recurring else None}),
        "end_form": EndForm(),
        "effect_form": EffectForm(),
        "maintenance_form": _maintenance_form(line),
    }
    if given is not None:
        forms |= {key: given for key, form in forms.items() if type(form) is type(given)}
    people = rights.carriers
    context = {
        "line": line,
        "measure": measure,
        "rights": rights,
        **forms,
        "has_errors": given is not None,
        "today_responsible": ", ".join(person.name for person in people)
        if measure.responsible_id not in [person.pk for person in people]
        else "",
        "decided_by": queries.decided_by(measure),
        "history": queries.history(measure) if rights.sees_case else [],
        "occurrences": queries.occurrences(measure),
        "cost": "" if measure.cost is None else kroner(measure.cost),
        "reads_note": rights.sees_case or rights.carries,
        "maintenance_text": maintenance.text_to_send(measure),
        "maintenance_url": maintenance.form_url() if rights.may_complete else "",
    }
    return render(request, "measures/show.html", context)

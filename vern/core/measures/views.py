"""Pages about measures: one, one's own, and the plan of a unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.measures import queries, services
from vern.core.measures.forms import DoneForm, MeasureForm, PlanFilter, as_initial
from vern.core.measures.models import Measure, MeasureQuerySet
from vern.core.measures.queries import Line, Rights
from vern.core.org.middleware import ActorRequest

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
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One measure, in full or in the plan's words."""
    line, rights = queries.get_measure(request.actor, pk)
    return _show(request, line, rights, DoneForm())


@access(SIGNED_IN)
@require_POST
def done(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that it is done. Sent twice, it is done once."""
    line, rights = queries.get_measure(request.actor, pk)
    if not line.done and not rights.may_complete:
        raise PermissionDenied
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _show(request, line, rights, form)
    services.complete(
        actor=request.actor, measure=line.measure, comment=form.cleaned_data["comment"]
    )
    messages.success(request, _("The measure is marked as done."))
    return redirect("measures:show", pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Change what was decided: for those who handle the case."""
    line, rights = queries.get_measure(request.actor, pk)
    if not rights.may_change:
        raise PermissionDenied
    form = MeasureForm(
        request.POST or None,
        initial=as_initial(line.measure),
        people=queries.people_at(line.measure.unit),
    )
    if request.method == "POST" and form.is_valid() and _changed(request, line.measure, form):
        messages.success(request, _("The measure is changed."))
        return redirect("measures:show", pk)
    return render(request, "measures/change.html", {"line": line, "form": form})


def _changed(request: ActorRequest, measure: Measure, form: MeasureForm) -> bool:
    try:
        services.change(actor=request.actor, measure=measure, plan=form.plan())
    except Refused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


@access(SIGNED_IN)
@require_GET
def own_plan(request: ActorRequest) -> HttpResponse:
    """The plan of the unit where one belongs."""
    code = queries.own_plan_code(request.actor)
    if code is None:
        raise Http404
    return redirect("measures:plan", code)


@access(SIGNED_IN)
@require_GET
def plan(request: ActorRequest, code: str) -> HttpResponse:
    """The measures of a unit and all below it, in words that everyone there may read."""
    place = queries.plan_unit(request.actor, code)
    rows = queries.in_plan(place.unit)
    counts = queries.counts(rows)
    narrowing = PlanFilter(request.GET, years=counts.years)
    chosen = queries.narrowed(rows, narrowing.chosen, narrowing.chosen_year)
    context = {
        "place": place,
        "counts": counts,
        "filter": narrowing,
        "found": _page(request, chosen),
        "narrowed": narrowing.narrows,
    }
    return render(request, "measures/plan.html", context)


def _page(request: ActorRequest, rows: MeasureQuerySet) -> ListPage:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return ListPage(
        lines=queries.lines(request.actor, page.object_list),
        newer=_to(request, page, -1) if page.has_previous() else "",
        older=_to(request, page, 1) if page.has_next() else "",
    )


def _to(request: ActorRequest, page: Page[Measure], step: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page.number + step)
    return f"?{query.urlencode()}"


def _show(request: ActorRequest, line: Line, rights: Rights, form: DoneForm) -> HttpResponse:
    measure = line.measure
    own = measure.responsible_id == request.actor.person_id
    context = {
        "line": line,
        "measure": measure,
        "rights": rights,
        "form": form,
        "decided_by": queries.decided_by(measure),
        "history": queries.history(measure) if rights.sees_case else [],
        "reads_note": rights.sees_case or own,
        "done_url": reverse("measures:done", args=[measure.pk]),
    }
    return render(request, "measures/show.html", context)

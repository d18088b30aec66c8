"""What committees review (AML § 7-2): a list without persons, on the screen, on paper, as a file."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import SEE_ANONYMISED
from vern.control.incidents.forms.protecting import ReviewFilter
from vern.control.incidents.queries import committee
from vern.core.kernel.access import access
from vern.core.org.middleware import ActorRequest

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula begins so."""


@access(SEE_ANONYMISED)
@require_GET
def reports(request: ActorRequest) -> HttpResponse:
    """All reports of the scope, the newest first."""
    form = ReviewFilter(request.GET, actor=request.actor)
    filters = form.filters
    rows = committee.reviewed(request.actor, filters)
    whole = "paper" in request.GET
    totals = committee.totals(request.actor, filters)
    page = (
        committee.on_paper(rows)
        if whole
        else committee.page_of(
            rows, before=request.GET.get("before", ""), after=request.GET.get("after", "")
        )
    )
    return render(
        request,
        "incidents/committee.html",
        {
            "filter": form,
            "totals": totals,
            "rows": page.rows,
            "columns": committee.columns(),
            "lines": committee.lines(page.rows),
            "narrow": committee.narrow(request.actor, filters),
            "newer": _address(request, after=page.newer),
            "older": _address(request, before=page.older),
            "paper": "" if whole else _address(request, paper="1"),
            "screen": _address(request),
            "file": f"{request.path.rstrip('/')}.csv?{_query(request)}",
            "at_most": committee.ON_PAPER if whole and totals.all > committee.ON_PAPER else 0,
        },
    )


@access(SEE_ANONYMISED)
@require_GET
def as_file(request: ActorRequest) -> HttpResponse:
    """The same as a file: comma-separated, with a mark that tells spreadsheets of æøå."""
    form = ReviewFilter(request.GET, actor=request.actor)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reports.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, lineterminator="\n")
    writer.writerow(committee.heading())
    for row in committee.every(committee.reviewed(request.actor, form.filters)):
        writer.writerow([_harmless(cell) for cell in committee.cells(row)])
    return response


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _query(request: ActorRequest, **more: str) -> str:
    query = request.GET.copy()
    for name in ("before", "after", "paper"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def _address(request: ActorRequest, **more: str) -> str:
    """This page with the same filters; empty where there is nothing that way."""
    return f"{request.path}?{_query(request, **more)}" if all(more.values()) else ""

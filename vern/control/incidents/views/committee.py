"""What committees review (AML § 7-2): a list without persons, on the screen, on paper, as a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import SEE_ANONYMISED
from vern.control.incidents.forms.protecting import ReviewFilter
from vern.control.incidents.queries import committee, committee_table, committee_totals
from vern.control.incidents.queries.committee_table import Narrowing
from vern.core.kernel.access import access
from vern.core.kernel.numbers import whole_number
from vern.core.org.middleware import ActorRequest

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula begins so."""

LAST = 100_000
"""There are never so many pages."""


@access(SEE_ANONYMISED)
@require_GET
def reports(request: ActorRequest) -> HttpResponse:
    """All reports of the scope, the newest first."""
    actor = request.actor
    form = ReviewFilter(request.GET, actor=actor)
    given = committee.chosen(actor, form.filters)
    whole = "paper" in request.GET
    totals = committee_totals.totals(actor, given)
    number = min(max(1, whole_number(request.GET.get("page", "")) or 1), LAST)
    page = committee.on_paper(actor, given) if whole else committee.page_of(actor, given, number)
    narrowed = _nowhere if whole else _narrowing(request)
    return render(
        request,
        "incidents/committee.html",
        {
            "filter": form,
            "totals": totals,
            "types": [
                (each.label, each.number, narrowed({"type": each.key})) for each in totals.types
            ],
            "rows": page.rows,
            "columns": committee_table.columns(),
            "lines": committee_table.lines(page.rows, narrowed),
            "narrow": given.open_alone,
            "newer": _address(request, page.newer),
            "older": _address(request, page.older),
            "paper": "" if whole else f"{request.path}?{_query(request, paper='1')}",
            "screen": f"{request.path}?{_query(request)}",
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
    writer.writerow(committee_table.heading())
    given = committee.chosen(request.actor, form.filters)
    for row in committee.every(request.actor, given):
        writer.writerow([_harmless(cell) for cell in committee_table.cells(row)])
    return response


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _nowhere(more: Mapping[str, str]) -> str:  # noqa: ARG001 (paper leads nowhere)
    return ""


def _narrowing(request: ActorRequest) -> Narrowing:
    """Where the list narrowed to something more is. Many rows lead to the same: each is written
    once."""
    known: dict[tuple[tuple[str, str], ...], str] = {}

    def narrowed(more: Mapping[str, str]) -> str:
        key = tuple(more.items())
        if key not in known:
            so_already = all(request.GET.get(name) == value for name, value in key)
            known[key] = "" if so_already else f"{request.path}?{_query(request, **more)}"
        return known[key]

    return narrowed


def _query(request: ActorRequest, **more: str) -> str:
    query = request.GET.copy()
    for name in ("page", "paper"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def _address(request: ActorRequest, page: int) -> str:
    """Another page with the same filters; empty where there is nothing that way."""
    return f"{request.path}?{_query(request, page=str(page))}" if page else ""

"""What committees review (AML § 7-2): a list without persons, on the screen, on paper, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import SEE_ANONYMISED
from vern.control.incidents.forms.protecting import ReviewFilter
from vern.control.incidents.queries import committee, committee_table, committee_totals
from vern.control.incidents.queries.committee_table import Narrowing
from vern.core.kernel.access import access
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.spreadsheets import csv_response
from vern.core.org.middleware import ActorRequest

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
def as_file(request: ActorRequest) -> StreamingHttpResponse:
    """The same as a file: comma-separated, sent while it is read."""
    form = ReviewFilter(request.GET, actor=request.actor)
    given = committee.chosen(request.actor, form.filters)
    found = committee.every(request.actor, given)
    rows = chain([committee_table.heading()], map(committee_table.cells, found))
    return csv_response(rows, "reports.csv")


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

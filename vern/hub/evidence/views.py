"""Requirements of a unit in a year, and one requirement at many units."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vern.core.kernel import spreadsheets
from vern.core.kernel.access import access
from vern.core.kernel.ui.tables import Cell, Link
from vern.core.org.middleware import ActorRequest
from vern.hub.evidence import queries
from vern.hub.evidence.capabilities import SEE
from vern.hub.evidence.forms import Chooser
from vern.hub.evidence.ports import Evidence, evidence
from vern.hub.evidence.wording import said


def _page(request: ActorRequest) -> queries.Page:
    given = request.GET
    return queries.page(request.actor, year=given.get("year", ""), code=given.get("unit", ""))


def _requirement(key: str) -> Evidence:
    found = evidence.get(key)
    if found is None:
        raise Http404
    return found


def _address(name: str, page: queries.Page, code: str, *args: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode({'year': page.year, 'unit': code})}"


@access(SEE)
@require_GET
def unit(request: ActorRequest) -> HttpResponse:
    """Which requirements a unit meets in a year, and what shows it."""
    page = _page(request)
    running = page.asked is not None and page.asked.running
    lines = [
        {
            "judged": each,
            "status": said(each.found.verdict, running=running),
            "units_url": _address(
                "evidence:requirement", page, page.place.code if page.place else "", each.about.key
            ),
        }
        for each in queries.judged(request.actor, page)
    ]
    context = {"page": page, "chooser": Chooser(page), "lines": lines, "running": running}
    return render(request, "evidence/unit.html", context)


@access(SEE)
@require_GET
def requirement(request: ActorRequest, key: str) -> HttpResponse:
    """One requirement: how it is judged, and how each unit stands."""
    about, page = _requirement(key), _page(request)
    code = page.place.code if page.place else ""
    found = queries.at_units(page.asked, about) if page.asked else []
    rows = [
        (
            Cell(Link(each.place.name, _address("evidence:unit", page, each.place.code))),
            Cell(tags=(said(each.found.verdict, running=page.asked.running),)),
            Cell(each.found.because),
        )
        for each in found
        if page.asked
    ]
    context = {
        "page": page,
        "about": about,
        "chooser": Chooser(page),
        "headings": [_("Unit"), _("Met?"), _("Why")],
        "rows": rows,
        "back": _address("evidence:unit", page, code),
        "csv_url": _address("evidence:csv", page, code, key),
    }
    return render(request, "evidence/requirement.html", context)


@access(SEE)
@require_GET
def csv(request: ActorRequest, key: str) -> HttpResponse:
    """The same as a file: codes of units and verdicts."""
    about, page = _requirement(key), _page(request)
    found = queries.at_units(page.asked, about) if page.asked else []
    rows: list[spreadsheets.Row] = [("unit", "name", "verdict", "because")]
    rows += [(x.place.code, x.place.name, x.found.verdict.value, x.found.because) for x in found]
    name = f"{key.replace('.', '-').replace('_', '-')}-{page.year}.csv"
    return HttpResponse(
        "".join(spreadsheets.csv_lines(rows)),
        content_type=spreadsheets.CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

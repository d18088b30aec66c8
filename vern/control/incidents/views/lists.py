"""Lists of reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.forms.filters import FilterForm
from vern.control.incidents.queries import lists, wording
from vern.control.incidents.queries.marks import marks
from vern.control.incidents.queries.merging import together
from vern.control.incidents.queries.news import news
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest


@access(SEE)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The reports that one may see, newest first."""
    form = FilterForm(request.GET, actor=request.actor)
    filters = form.filters
    page = lists.page_of(request.actor, filters, **_place(request))
    return render(
        request,
        "incidents/list.html",
        {
            "filter": form,
            "filtered": filters != lists.Filters(),
            "rows": wording.for_handlers(
                page.records,
                marks(request.actor, page.records),
                together(request.actor, page.records),
            ),
            **_links(request, page),
        },
    )


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """The reports that one has sent."""
    page = lists.mine(request.actor, **_place(request))
    return render(
        request,
        "incidents/mine.html",
        {
            "rows": wording.for_reporter(page.records, news(page.records)),
            **_links(request, page),
        },
    )


def _place(request: ActorRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("before", "after")}


def _links(request: ActorRequest, page: lists.Page) -> dict[str, str]:
    """Addresses of the pages beside this one, with the same filters."""

    def address(name: str, cursor: str) -> str:
        if not cursor:
            return ""
        query = request.GET.copy()
        for other in ("before", "after"):
            query.pop(other, None)
        query[name] = cursor
        return f"{request.path}?{query.urlencode()}"

    return {"newer": address("after", page.newer), "older": address("before", page.older)}

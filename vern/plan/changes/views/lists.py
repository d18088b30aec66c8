"""The list of change processes, and starting one."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.errors import Refused
from vern.core.kernel.spreadsheets import csv_response
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.hub.figures.capabilities import SEE as SEE_FIGURES
from vern.plan.changes import papers, services
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.forms.filters import FilterForm
from vern.plan.changes.forms.preparing import StartForm
from vern.plan.changes.models import KIND
from vern.plan.changes.queries import lists
from vern.plan.changes.queries import show as queries
from vern.plan.changes.views.common import BOTH, sent
from vern.plan.changes.wording import csv_rows, items

AT_A_MEETING = 15
"""Change processes that are put together on paper."""


@access(SIGNED_IN)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The change processes that one may see, the nearest day first."""
    form = FilterForm(request.GET, actor=request.actor)
    page = lists.page_of(lists.processes(request.actor, form.narrowed), request.GET.get("page", ""))
    query = request.GET.copy()
    query.pop("page", None)
    base = f"?{query.urlencode()}&" if query else "?"
    context = {
        "filter": form,
        "filtered": form.narrowed != lists.Narrowed(),
        "rows": items(page.object_list),
        "newer": f"{base}page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"{base}page={page.next_page_number()}" if page.has_next() else "",
        "may_start": request.actor.has(HANDLE),
        "sees_figures": request.actor.has(SEE_FIGURES),
        "query": query.urlencode(),
        "body": form.body_name,
    }
    return render(request, "changes/list.html", context)


@access(SIGNED_IN)
@require_GET
def csv(request: ActorRequest) -> StreamingHttpResponse:
    """The same list as a file: for those who prepare the meetings of a body."""
    form = FilterForm(request.GET, actor=request.actor)
    rows = lists.processes(request.actor, form.narrowed)
    return csv_response(csv_rows(rows), "changes.csv")


@access(SIGNED_IN)
@require_GET
def meeting(request: ActorRequest) -> HttpResponse:
    """The first ones of the same list on paper, together: for the next meeting of a body."""
    form = FilterForm(request.GET, actor=request.actor)
    rows = lists.processes(request.actor, form.narrowed)[:AT_A_MEETING]
    pages = [
        queries.page(request.actor, get_record(request.actor, each.pk, kind=KIND)) for each in rows
    ]
    document = papers.meeting(pages, body=form.body_name, day=clock.today())
    response = HttpResponse(to_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="changes.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@access(HANDLE)
@BOTH
def start(request: ActorRequest) -> HttpResponse:
    """Five questions; then the process is there, with its usual steps."""
    form = StartForm(sent(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            process = services.start_once(
                actor=request.actor, given=form.given, key=form.cleaned_data["key"]
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect("changes:show", process.pk)
    return render(
        request, "changes/start.html", {"form": form, "title": _("Start a change process")}
    )

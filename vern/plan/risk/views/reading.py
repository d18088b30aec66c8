"""Reading: the list, one assessment, what changed, the documents, and the overviews of units."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from vern.core.history.queries import of_record
from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.word import to_docx
from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import may
from vern.core.records.links import linked
from vern.core.records.models import Record
from vern.core.records.offers import offered
from vern.plan.risk.capabilities import HANDLE, SEE
from vern.plan.risk.document import compose
from vern.plan.risk.queries import compare, lists, overview, wording
from vern.plan.risk.queries.matrix import grid
from vern.plan.risk.queries.rights import may_answer, may_approve, may_disagree, may_start
from vern.plan.risk.queries.show import Sheet, sheet
from vern.plan.risk.rules import AssessmentState, Method
from vern.plan.risk.views.common import lacks_of, seen, writable, write_on

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@access(SEE)
@require_GET
def list_assessments(request: ActorRequest) -> HttpResponse:
    """The newest that one may see, and the way to the overview of one's unit."""
    page = lists.newest(
        request.actor, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(
        request,
        "risk/list.html",
        {
            "rows": [_in_list(each) for each in page.records],
            "newer": f"?after={page.newer}" if page.newer else "",
            "older": f"?before={page.older}" if page.older else "",
            "own": overview.own_code(request.actor),
        },
    )


def _in_list(record: Record) -> dict[str, Any]:
    risk: Any = record.risk  # with the counts of `lists.put_in`
    return {
        "record": record,
        "type": risk.type.name,
        "tags": wording.list_tags(AssessmentState(risk.state), risk.valid_until, clock.today()),
        "red": risk.red,
        "yellow": risk.yellow,
        "valid_until": risk.valid_until,
    }


@access(SEE)
@require_GET
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """What a unit has assessed, what is due, which kinds are missing; and how it stands below."""
    found = overview.unit_seen(request.actor, code)
    if key := request.GET.get("missing"):
        lacking = overview.missing(request.actor, found, key)
        return render(request, "risk/missing.html", {"unit": found, "missing": lacking})
    return render(
        request,
        "risk/unit.html",
        {
            "overview": overview.overview(request.actor, found),
            "ages": wording.AGE_WORDS,
            "rows": [_in_list(each) for each in lists.of_unit(request.actor, found)],
            "may_start": may_start(request.actor, found),
        },
    )


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One assessment: how it stands, what can go wrong, what is done about it, who took part."""
    record = seen(request, pk)
    found = sheet(record)
    return render(request, "risk/show.html", _context(request.actor, found))


def _context(actor: Actor, found: Sheet) -> dict[str, Any]:
    record = found.record
    writes = may(actor, HANDLE, record)
    tone, heading, line = wording.how_it_stands(found.method, found.start)
    context = {
        "record": record,
        "sheet": found,
        "risk": found.risk,
        "state": wording.state_tag(found.state),
        "start": {"tone": tone, "heading": heading, "line": line},
        "writes": writes and writable(found),
        "measures_added": writes
        and found.state in (AssessmentState.SENT, AssessmentState.APPROVED),
        "waits": found.state is AssessmentState.SENT,
        "approves": found.state is AssessmentState.SENT and may_approve(actor, record),
        "takes_back": found.state is AssessmentState.SENT and writes,
        "ends": found.risk.valid_until is not None
        and found.risk.valid_until <= clock.today() + lists.SOON,
        "revises": found.state is AssessmentState.APPROVED and writes,
        "withdraws": found.risk.is_open and writes,
        "disagrees": may_disagree(actor, record, list(found.participants), found.state),
        "answerable": {each.pk for each in found.open_disagreements if may_answer(actor, each)},
        "trail": of_record(record),
        "links": linked(record, actor) if found.has_links else [],
        "offers": offered(actor, record),
        "lacks": lacks_of(found) if found.risk.is_open else [],
        "untouched": sum(each.untouched for each in found.rows),
        "simple": found.method is not Method.FULL,
        "factors": found.method is Method.FACTORS,
    }
    if context["writes"]:
        context["next_url"] = write_on(found)
    if found.method is Method.FULL and found.rows:
        context |= {"before": grid(found), "after": grid(found, after=True)}
    return context


@access(SIGNED_IN)
@require_GET
def changed(request: ActorRequest, pk: int) -> HttpResponse:
    """What changed since the assessment that this one revises."""
    record = seen(request, pk)
    found = sheet(record)
    former = compare.former_of(request.actor, found)
    if former is None:
        raise Http404
    compared = compare.since(former, found)
    return render(
        request,
        "risk/changed.html",
        {
            "record": record,
            "sheet": found,
            "former": former,
            "compared": compared,
            "labels": compare.LABELS,
        },
    )


def reader_language() -> Language:
    return cast("Language", (get_language() or "nb")[:2])


@access(SIGNED_IN)
@require_GET
def document(request: ActorRequest, pk: int, ending: str) -> HttpResponse:
    """The assessment as a tagged PDF or as Word, with the matrix as a picture and its table."""
    record = seen(request, pk)
    language = reader_language()
    write, kind = {"pdf": (to_pdf, PDF), "docx": (to_docx, WORD)}[ending]
    name = f"{record.number}-{language}.{ending}"
    return HttpResponse(
        write(compose(sheet(record), language)),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

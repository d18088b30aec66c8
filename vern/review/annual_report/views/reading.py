"""Reading the annual report: the list of years, the page, the PDF and the Word file."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.blocks import Document
from vern.core.kernel.documents.html import contents, to_html
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.word import to_docx
from vern.core.org.middleware import ActorRequest
from vern.review.annual_report import queries
from vern.review.annual_report.document import compose

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def reader_language() -> Language:
    return cast("Language", (get_language() or "nb")[:2])


@access(SIGNED_IN)
@require_GET
def list_reports(request: ActorRequest) -> HttpResponse:
    """The published years; for those who write, the drafts too."""
    return render(
        request,
        "annual_report/list.html",
        {
            "reports": queries.reports_for(request.actor),
            "may_start": queries.may_write_at(request.actor, queries.institution()),
        },
    )


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, year: int) -> HttpResponse:
    report = queries.readable(request.actor, year)
    document = compose(report, reader_language())
    return render(
        request,
        "annual_report/show.html",
        {
            "report": report,
            "title": document.title,
            "as_of": document.date,
            "contents": contents(document, prefix="report"),
            "body": to_html(document, prefix="report"),
            "may_write": queries.may_write(request.actor, report),
        },
    )


@access(SIGNED_IN)
@require_GET
def pdf(request: ActorRequest, year: int) -> HttpResponse:
    return _file(request, year, to_pdf, PDF, "pdf")


@access(SIGNED_IN)
@require_GET
def word(request: ActorRequest, year: int) -> HttpResponse:
    return _file(request, year, to_docx, WORD, "docx")


def _file(
    request: ActorRequest, year: int, write: Callable[[Document], bytes], kind: str, ending: str
) -> HttpResponse:
    report = queries.readable(request.actor, year)
    language = reader_language()
    name = f"hms-{year}-{language}.{ending}"
    return HttpResponse(
        write(compose(report, language)),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(SIGNED_IN)
@require_GET
def of_record(request: ActorRequest, pk: int) -> HttpResponse:
    """From the record to its report: lists of records know only the former."""
    report = queries.readable(request.actor, queries.year_of_record(pk))
    return redirect("annual_report:show", report.year)

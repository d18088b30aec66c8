"""The report of a round: page, PDF and Word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.blocks import Document
from vern.core.kernel.documents.html import to_html
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.word import to_docx
from vern.core.org.middleware import ActorRequest
from vern.plan.rounds.document import compose
from vern.plan.rounds.views.common import to_read

PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _language() -> Language:
    return cast("Language", (get_language() or "nb")[:2])


@access(SIGNED_IN)
@require_GET
def read(request: ActorRequest, pk: int) -> HttpResponse:
    record, round_ = to_read(request, pk)
    document = compose(round_, _language())
    context = {"record": record, "title": document.title, "body": to_html(document, prefix="round")}
    return render(request, "rounds/report.html", {**context, "document": document})


@access(SIGNED_IN)
@require_GET
def pdf(request: ActorRequest, pk: int) -> HttpResponse:
    return _file(request, pk, to_pdf, PDF, "pdf")


@access(SIGNED_IN)
@require_GET
def word(request: ActorRequest, pk: int) -> HttpResponse:
    return _file(request, pk, to_docx, WORD, "docx")


def _file(
    request: ActorRequest, pk: int, write: Callable[[Document], bytes], kind: str, ending: str
) -> HttpResponse:
    record, round_ = to_read(request, pk)
    name = f"{record.number.lower()}.{ending}"
    return HttpResponse(
        write(compose(round_, _language(), whole=True)),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

"""One change process: its page, its papers, and what people say of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.word import to_docx
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Unit
from vern.core.talk.queries import said
from vern.plan.changes import papers, services
from vern.plan.changes.forms.deciding import WordsForm
from vern.plan.changes.models import TYPE_LABELS
from vern.plan.changes.queries import show as queries
from vern.plan.changes.queries import trail
from vern.plan.changes.rules import ChangeType
from vern.plan.changes.views.common import BOTH, Words, sent, to_see, write
from vern.plan.changes.wording import state_tag

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """All that is known of the change, and what this reader can do now."""
    record = to_see(request, pk)
    page = queries.page(request.actor, record)
    context = {
        "page": page,
        "process": page.process,
        "record": record,
        "state": state_tag(page.process),
        "type": TYPE_LABELS[ChangeType(page.process.type)],
        "trail": trail.in_words(page.entries, _known(page)),
        "comments": said(request.actor, record),
    }
    return render(request, "changes/show.html", context)


def _known(page: queries.Page) -> trail.Known:
    """Names of what the history speaks of; units are asked for only where they are not at hand."""
    units: dict[int, str] = {each.pk: each.name for each in page.places}
    spoken = {int(entry.facts["unit"] or 0) for entry in page.entries if entry.facts.get("unit")}
    if missing := spoken - units.keys():
        units |= {each.pk: each.name for each in Unit.objects.filter(pk__in=missing)}
    return trail.Known(
        {key: each.name for key, each in page.bodies.items()},
        {key: each.name for key, each in page.aspects.items()},
        units,
    )


@access(SIGNED_IN)
@require_GET
def pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The same on paper: for the meeting of a body, or for the archive."""
    document = papers.document(_paper(request, pk))
    return _file(to_pdf(document), "application/pdf", f"change-{pk}.pdf")


@access(SIGNED_IN)
@require_GET
def word(request: ActorRequest, pk: int) -> HttpResponse:
    """The same for those who write on in it."""
    document = papers.document(_paper(request, pk))
    return _file(to_docx(document), WORD, f"change-{pk}.docx")


def _paper(request: ActorRequest, pk: int) -> queries.Page:
    return queries.page(request.actor, to_see(request, pk))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@access(SIGNED_IN)
@BOTH
def comment(request: ActorRequest, pk: int) -> HttpResponse:
    """Everyone who reads it may say something; those who go on with it are told."""
    record = to_see(request, pk)
    form = WordsForm(
        sent(request),
        label=_("What do you want to say?"),
        help_text=_("Everyone who reads the change process reads this, with your name."),
        needed=_("Write something."),
    )
    words: Words = Words(
        _("Write a comment"), _("Send the comment"), _("Your comment stands on the page.")
    )
    do: Any = lambda: services.comment(  # noqa: E731 (the form of all such)
        actor=request.actor, record=record, text=form.cleaned_data["words"]
    )
    return write(request, record, form, words, do)

"""My data, and the statements that everyone may read."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from vern.core.kernel.access import PUBLIC, SIGNED_IN, access
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorRequest
from vern.hub.privacy import queries
from vern.hub.privacy.capabilities import STATE
from vern.hub.privacy.document import in_html
from vern.hub.privacy.document import my_data as document
from vern.hub.privacy.models import Statement


def _person(request: ActorRequest) -> Actor:
    """An account of nobody has no data of a person's."""
    if request.actor.person_id is None:
        raise PermissionDenied
    return request.actor


@access(SIGNED_IN, recent=True)
@require_GET
def my_data(request: ActorRequest) -> HttpResponse:
    """The newest of it, and the files with all."""
    return render(request, "privacy/my_data.html", {"parts": queries.parts(_person(request))})


@access(SIGNED_IN, recent=True)
@require_GET
def my_data_json(request: ActorRequest) -> HttpResponse:
    """All of it for a machine."""
    return _file(queries.as_json(_person(request)), "application/json", "json")


@access(SIGNED_IN, recent=True)
@require_GET
def my_data_pdf(request: ActorRequest) -> HttpResponse:
    """All of it to read."""
    return _file(to_pdf(document(_person(request))), "application/pdf", "pdf")


@access(PUBLIC)
@require_GET
def statement(request: ActorRequest, key: str) -> HttpResponse:
    """What the institution says of privacy, or of accessibility."""
    found = get_object_or_404(Statement, key=key)
    context = {
        "statement": found,
        "body": in_html(found),
        "may_change": request.actor.scope(STATE).everywhere,
    }
    return render(request, "privacy/statement.html", context)


def _file(content: str | bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="vern-my-data.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response

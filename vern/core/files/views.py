"""Serving what is attached, to those who may see the record: photos to look at, all else to save."""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.core.files import scanning
from vern.core.files.models import Attachment, Scan, StoredFile
from vern.core.files.pending import Owner
from vern.core.files.uploads import NEUTRAL
from vern.core.kernel.access import BY_CODE, PUBLIC, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.kinds import kinds

TRY_AGAIN = 300
"""Seconds after which the scanner has been asked again."""


@access(BY_CODE)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A photo, or a file to save; also for who holds the code of the record."""
    attachment = _attachment(request, pk)
    held = scanning.held_back(attachment)
    if held is not None:
        return _held_back(request, attachment, held)
    return _answer(attachment, _open(attachment.path))


def _held_back(request: ActorRequest, attachment: Attachment, why: Scan) -> HttpResponse:
    """Why it is not handed out: for good, or until the scanner answers."""
    infected = why is Scan.INFECTED
    case_url = kinds[attachment.record.kind].url(attachment.record_id)
    context = {"file": attachment, "infected": infected, "case_url": case_url}
    response = render(request, "files/held_back.html", context, status=403 if infected else 503)
    if not infected:
        response["Retry-After"] = str(TRY_AGAIN)
    return response


@access(BY_CODE)
@require_GET
def small(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A photo's little picture; one that was kept before there were any is shown whole."""
    attachment = _attachment(request, pk)
    if not attachment.is_photo:
        raise Http404
    little = default_storage.exists(attachment.small_path)
    return _answer(attachment, _open(attachment.small_path if little else attachment.path))


@access(PUBLIC)
@require_GET
def waiting(request: ActorRequest, key: UUID, pk: int) -> HttpResponseBase:
    """The little picture of a photo that is not sent yet, for its person or its form's holder."""
    found = Owner(request.actor.person_id, key).files.filter(pk=pk, width__isnull=False).first()
    if found is None:
        raise Http404
    return _answer(found, _open(found.small_path))


def _attachment(request: ActorRequest, pk: int) -> Attachment:
    attachment: Attachment | None = (
        Attachment.objects.kept().select_related("record").filter(pk=pk).first()
    )
    if attachment is None:
        raise Http404
    get_record(request.actor, attachment.record_id, kind=attachment.record.kind)
    return attachment


def _open(path: str) -> File[bytes]:
    try:
        return default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error


def _answer(file: StoredFile, content: File[bytes]) -> HttpResponseBase:
    """Our own pixels inline; everything else is saved, and nothing may guess what it is."""
    response = FileResponse(
        content,
        as_attachment=not file.is_photo,
        filename=file.name,
        content_type=file.media_type if file.is_photo else NEUTRAL,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

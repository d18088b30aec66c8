"""Serving what is attached, to those who may see the record."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase
from django.views.decorators.http import require_GET

from vern.core.files.models import Attachment
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A photo. Our own bytes only, sandboxed, never sniffed."""
    attachment = Attachment.objects.select_related("record").filter(pk=pk).first()
    if attachment is None:
        raise Http404
    get_record(request.actor, attachment.record_id, kind=attachment.record.kind)
    try:
        content = default_storage.open(attachment.path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=attachment.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

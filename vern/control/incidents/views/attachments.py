"""Adding photos and files to a report, and removing one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.forms.attachments import AddFilesForm
from vern.control.incidents.models import KIND
from vern.control.incidents.queries.attachments import file_of, may_add_files
from vern.control.incidents.queries.voices import speaks_as_reporter
from vern.control.incidents.services.attachments import add_files, remove_file
from vern.core.kernel.access import BY_CODE, SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@access(BY_CODE)
@BOTH
def files(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who reported, or who handles it, adds photos and files."""
    record = get_record(request.actor, pk, kind=KIND)
    if not may_add_files(request.actor, record):
        raise PermissionDenied
    if request.method == "POST":
        form = AddFilesForm(request.POST, request.FILES, actor=request.actor)
        if form.is_valid() and _add(request, record, form):
            messages.success(request, _("It is added to the report."))
            return redirect("incidents:show", record.pk)
    else:
        form = AddFilesForm(actor=request.actor)
    own = speaks_as_reporter(request.actor, record)
    context = {"form": form, "record": record, "own": own}
    return render(request, "incidents/add_files.html", context)


def _add(request: ActorRequest, record: Record, form: AddFilesForm) -> bool:
    try:
        add_files(actor=request.actor, record=record, attachments=form.attachments)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    form.forget_files()
    return True


@access(SIGNED_IN)
@BOTH
def remove(request: ActorRequest, pk: int, file: int) -> HttpResponse:
    """Whoever handles it takes a file away, after being asked once more."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    attachment = file_of(record, file)
    if attachment is None:
        raise Http404
    if request.method == "POST":
        remove_file(actor=request.actor, record=record, attachment=attachment)
        messages.success(request, _("It is removed."))
        return redirect("incidents:show", record.pk)
    return render(request, "incidents/remove_file.html", {"record": record, "file": attachment})

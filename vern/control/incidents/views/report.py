"""Reporting: the form, and the receipt."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.control.incidents import pending, services
from vern.control.incidents.capabilities import REPORT
from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.models import KIND
from vern.control.incidents.queries import choices, show
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record
from vern.core.records.services import sent_before


@access(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest) -> HttpResponse:
    """Someone tells what happened. A photo is kept while the rest is put right."""
    if request.method == "POST":
        form = ReportForm(request.POST, request.FILES, actor=request.actor)
        record = _send(request, form)
        if record is not None:
            return redirect("incidents:sent", record.pk)
    else:
        form = ReportForm(actor=request.actor)
    owner = _owner(request, form)
    return render(
        request,
        "incidents/report.html",
        {
            "form": form,
            "numbers": choices.emergency_numbers(),
            "photo_waits": owner is not None and pending.waits(owner),
        },
    )


def _owner(request: ActorRequest, form: ReportForm) -> pending.Owner | None:
    """Whose photos wait under this form's key; None where it has no sound key yet."""
    person = request.actor.person_id
    key = form.sent_key if form.is_bound else None
    return pending.Owner(person, key) if person and key else None


def _send(request: ActorRequest, form: ReportForm) -> Record | None:
    """The record that the form made, now or before; None if something is to be put right."""
    valid = form.is_valid()
    owner = _owner(request, form)
    if owner is None:
        form.renew_key(uuid4())
    else:
        _keep_photo(form, owner)
    if not valid:
        return None
    if owner is not None and (sent := sent_before(person_id=owner.person_id, key=owner.key)):
        if sent.incident.description == form.draft.description:
            return sent
        _offer_as_new(form, owner, sent)
        return None
    try:
        record = services.report(
            actor=request.actor,
            draft=form.draft,
            key=form.sent_key,
            photo=pending.kept(owner) if owner else form.image,
            photo_name=_("Photo"),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    if owner is not None:
        pending.drop(owner)
    return record


def _keep_photo(form: ReportForm, owner: pending.Owner) -> None:
    if form.cleaned_data.get("without_photo"):
        pending.drop(owner)
        form.image = None
    elif form.image is not None:
        pending.keep(owner, form.image)


def _offer_as_new(form: ReportForm, owner: pending.Owner, sent: Record) -> None:
    """The way back from the receipt, and then another text: not the same report."""
    fresh = uuid4()
    pending.move(owner, fresh)
    form.renew_key(fresh)
    form.add_error(
        None,
        _(
            "You have sent this form already: it became %(number)s. To send what stands here as a "
            "new report, press Send again."
        )
        % {"number": sent.number},
    )


@access(SIGNED_IN)
@require_GET
def sent(request: ActorRequest, pk: int) -> HttpResponse:
    """The receipt, for the one who reported."""
    record = get_record(request.actor, pk, kind=KIND)
    if not show.is_reporter(request.actor, record):
        raise Http404
    return render(
        request,
        "incidents/sent.html",
        {"record": record, "answers": show.answerable(record)},
    )

"""Who must be told now: judging the injury, and a tick for each who has been told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.forms.telling import InjuryForm, NeedNotForm
from vern.control.incidents.models import KIND, NotificationRule
from vern.control.incidents.queries.telling import SERIOUS_EXAMPLES
from vern.control.incidents.services import telling
from vern.control.incidents.views.handle import do_on_page
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record

REFERENCE_LENGTH = 200


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def injury(request: ActorRequest, pk: int) -> HttpResponse:
    """Three questions that decide who must be told."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    if request.method == "POST":
        form = InjuryForm(request.POST)
        if form.is_valid():
            telling.judge_injury(actor=request.actor, record=record, injury=form.answer)
            messages.success(request, _("Saved. The report says who must be told."))
            return redirect("incidents:show", record.pk)
    else:
        form = InjuryForm(initial=InjuryForm.known(record.incident))
    context = {"form": form, "record": record, "examples": SERIOUS_EXAMPLES}
    return render(request, "incidents/injury.html", context)


@access(SIGNED_IN)
@require_POST
def told(request: ActorRequest, pk: int, rule: str) -> HttpResponse:
    """A tick, or its removal."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    whom = get_object_or_404(NotificationRule, key=rule)
    if "undo" in request.POST:
        telling.unmark_told(actor=request.actor, record=record, rule=whom)
    else:
        telling.mark_told(
            actor=request.actor,
            record=record,
            rule=whom,
            reference=request.POST.get("reference", "").strip()[:REFERENCE_LENGTH],
        )
    return redirect("incidents:show", record.pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def need_not(request: ActorRequest, pk: int, rule: str) -> HttpResponse:
    """Why someone need not be told: kept with name and time."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    whom = get_object_or_404(NotificationRule, key=rule)
    form = NeedNotForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/need_not.html",
        do=lambda: telling.mark_told(
            actor=request.actor,
            record=record,
            rule=whom,
            applies=False,
            reference=form.cleaned_data["reason"],
        ),
        done=_("Saved. The reason stands in the report with your name."),
        whom=whom,
    )

"""Who speaks for bodies that no role speaks for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vern.core.kernel.access import access
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Person, Unit
from vern.plan.changes import services
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.forms.speaking import SpeakerForm
from vern.plan.changes.forms.taking_part import sought
from vern.plan.changes.models import Speaker
from vern.plan.changes.views.common import BOTH, sent


@access(HANDLE)
@BOTH
def speakers(request: ActorRequest) -> HttpResponse:
    """Those at the units where one prepares changes, and a form for one more."""
    typed = sought(request.POST) if request.method == "POST" else None
    form = (
        SpeakerForm(actor=request.actor, initial=typed)
        if typed is not None
        else SpeakerForm(sent(request), actor=request.actor)
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        services.name_speaker(
            actor=request.actor,
            body=given["body"],
            unit=Unit.objects.get(pk=given["unit"]),
            person=Person.objects.get(pk=given["person"]),
        )
        messages.success(request, _("It is saved."))
        return redirect("changes:speakers")
    scope = request.actor.scope(HANDLE)
    rows = Speaker.objects.select_related("body", "unit", "person")
    found = [each for each in rows if scope.covers(each.unit.path)]
    return render(request, "changes/speakers.html", {"form": form, "speakers": found})


@access(HANDLE)
@require_POST
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """They no longer speak for it."""
    speaker = get_object_or_404(Speaker.objects.select_related("unit"), pk=pk)
    if not request.actor.scope(HANDLE).covers(speaker.unit.path):
        raise PermissionDenied
    services.end_speaker(actor=request.actor, speaker=speaker)
    messages.success(request, _("It is ended."))
    return redirect("changes:speakers")

"""The walk: the page that also opens without coverage, and what devices send."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vern.core.kernel.access import PUBLIC, SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.offline import sent_by_another
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Record
from vern.plan.rounds.forms.walk import MarkForm, PhotoForm, RoomForm
from vern.plan.rounds.models import Area, Round
from vern.plan.rounds.queries import walking
from vern.plan.rounds.queries.checklists import checklists_of
from vern.plan.rounds.rules import RoundState
from vern.plan.rounds.services import mapping
from vern.plan.rounds.views.common import BOTH, do_at_once, to_hold


@access(SIGNED_IN)
@BOTH
def walk(request: ActorRequest) -> HttpResponse:
    """The walk of the round in the address. With the script, a page that works without coverage;
    without it, a page for each room."""
    pk = whole_number(request.GET.get("round", ""))
    if pk is None:
        return redirect("rounds:list")
    record, round_ = walking.to_walk(request.actor, pk)
    if RoundState(round_.state) not in walking.WALKING:
        messages.info(request, _("The walk is over."))
        return redirect("rounds:show", pk)
    if not request.GET.get("area"):
        return _rooms(request, record, round_)
    return _room(request, record, round_, walking.area_to_walk(round_, request.GET["area"]))


def _rooms(request: ActorRequest, record: Record, round_: Round) -> HttpResponse:
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())[:100]
        if not name:
            messages.error(request, _("Write what the room is called."))
            return redirect(_address(round_))
        area = mapping.add_area(actor=request.actor, record=record, name=name)
        return redirect(f"{_address(round_)}&area={area.key}")
    context = {
        "record": record,
        "round": round_,
        "areas": walking.areas_with_counts(round_),
        "address": _address(round_),
    }
    return render(request, "rounds/walk.html", context)


def _room(request: ActorRequest, record: Record, round_: Round, area: Area) -> HttpResponse:
    checklists = checklists_of(round_)
    points = [point for each in checklists for point in each.points]
    own = {each.key: each for each in area.marks.filter(person=request.actor.person_id)}
    form = RoomForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        round_=round_,
        area=area,
        points=points,
        known=own,
        person_id=request.actor.person_id,
        initial={"remark_key": uuid4()},
    )
    if request.method == "POST" and form.is_valid() and _save_room(request, record, form):
        messages.success(request, _("What you noted in “%(room)s” is saved.") % {"room": area.name})
        return redirect(_address(round_))
    context = {
        "record": record,
        "round": round_,
        "area": area,
        "form": form,
        "checklists": _with_fields(checklists, form),
        "others": walking.others_at(area, request.actor.person_id),
        "address": _address(round_),
    }
    return render(request, "rounds/room.html", context)


def _with_fields(checklists: list[Any], form: RoomForm) -> list[tuple[Any, list[Any]]]:
    fields = dict(form.point_fields())
    return [
        (each.theme, [(point, *fields[point.pk]) for point in each.points]) for each in checklists
    ]


def _save_room(request: ActorRequest, record: Record, form: RoomForm) -> bool:
    try:
        mapping.receive(actor=request.actor, record=record, marks=form.marks)
        for mark_key, photo in form.photos:
            mapping.photograph(
                actor=request.actor, record=record, key=uuid4(), mark_key=mark_key, new=photo
            )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _address(round_: Round) -> str:
    return f"{reverse('rounds:walk')}?round={round_.pk}"


@access(PUBLIC)
@never_cache
@require_GET
def shell(request: ActorRequest) -> HttpResponse:
    """The page as it is kept on the device: it names nobody and no round."""
    return render(request, "rounds/walk_shell.html", {"kept_on_device": True})


@access(SIGNED_IN)
@never_cache
@require_GET
def data(request: ActorRequest, pk: int) -> HttpResponse:
    """All that a device takes along."""
    record, round_ = walking.to_walk(request.actor, pk)
    return JsonResponse(walking.taken_along(record, round_))


@access(SIGNED_IN)
@require_POST
def mark(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One answer from a device."""
    if sent_by_another(request):
        return JsonResponse({"outcome": "another"})
    try:
        record, _round = walking.to_walk(request.actor, pk)
    except (Http404, PermissionDenied):
        return _left_out()
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _refused(_said(form))
    try:
        mapping.receive(actor=request.actor, record=record, marks=[form.mark])
    except Refused as refused:
        return _refused([str(refused)])
    return _received(record)


@access(SIGNED_IN)
@require_POST
def photo(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One photo from a device. It may come before the answer that it belongs to."""
    if sent_by_another(request):
        return JsonResponse({"outcome": "another"})
    try:
        record, _round = walking.to_walk(request.actor, pk)
    except (Http404, PermissionDenied):
        return _left_out()
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(_said(form))
    given = form.cleaned_data
    try:
        mapping.photograph(
            actor=request.actor,
            record=record,
            key=given["key"],
            mark_key=given["mark"],
            new=given["photo"],
        )
    except Refused as refused:
        return _refused([str(refused)])
    return _received(record)


def _received(record: Record) -> JsonResponse:
    url = reverse("rounds:show", args=[record.pk])
    return JsonResponse({"outcome": "sent", "number": record.number, "url": url})


def _left_out() -> JsonResponse:
    """To the device it is an answer that it can show; to anyone else, what they would get elsewhere."""
    return _refused([_("You no longer take part in this round.")], status=404)


def _refused(errors: list[str], status: int = 200) -> JsonResponse:
    return JsonResponse({"outcome": "refused", "errors": errors}, status=status)


def _said(form: forms.Form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


@access(SIGNED_IN)
@require_POST
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """The walk is over."""
    record, _round = to_hold(request, pk)
    return do_at_once(
        request,
        record,
        lambda: mapping.finish(actor=request.actor, record=record),
        _("The walk is over. Now decide what becomes of each finding."),
    )


@access(SIGNED_IN)
@require_POST
def walk_more(request: ActorRequest, pk: int) -> HttpResponse:
    """Something was left out."""
    record, _round = to_hold(request, pk)
    return do_at_once(
        request,
        record,
        lambda: mapping.map_more(actor=request.actor, record=record),
        _("You can note more now."),
    )

"""Who takes part, and whether they say so too."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.changes import services
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.forms.taking_part import AskForm, ContestForm, HeldForm, PlanForm, sought
from vern.plan.changes.models import Body, Involvement
from vern.plan.changes.queries.people import may_answer, paths_of, speaks_for
from vern.plan.changes.queries.show import process_of
from vern.plan.changes.views.common import (
    BOTH,
    Words,
    not_now,
    opened,
    press,
    sent,
    to_handle,
    to_see,
    write,
)


def _involvement(record: Record, part: int) -> Involvement:
    rows = Involvement.objects.select_related("body", "person", "process__record__unit")
    return get_object_or_404(rows, pk=part, process=record.pk)


@access(SIGNED_IN)
@BOTH
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """A body is to take part by a day."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    typed = sought(request.POST) if request.method == "POST" else None
    if typed is not None:
        form = PlanForm(initial=typed)
    else:
        form = PlanForm(sent(request), initial={"body": request.GET.get("body", "")})
    words = Words(
        _("Who is to take part?"), _("Save"), gettext_lazy("It is planned, and they are told.")
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.plan(actor=request.actor, record=record, given=form.given),
        template="changes/person.html",
    )


def bodies_of(actor: Actor, record: Record) -> list[Body]:
    """Bodies for which the actor speaks here, by role or by name."""
    process = process_of(record)
    places = paths_of(process)
    named = {
        each.body_id: each.body
        for each in process.involvements.filter(person=actor.person_id).select_related("body")
    }
    others = Body.objects.filter(offered=True).exclude(pk__in=named)
    return [*(each for each in others if speaks_for(actor, each, places)), *named.values()]


@access(SIGNED_IN)
@BOTH
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Who speaks for a body asks to take part."""
    record = to_see(request, pk)
    bodies = bodies_of(request.actor, record)
    if not bodies:
        raise PermissionDenied
    if opened(record) is None:
        return not_now(request, record)
    form = AskForm(sent(request), bodies=bodies)
    words = Words(
        _("Ask to take part"),
        _("Ask"),
        gettext_lazy("You have asked. Whoever goes on with the change is told, and has the day."),
        _("AML § 6-2: you are to be consulted while the change is planned."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.plan(actor=request.actor, record=record, given=form.given, asks=True),
    )


@access(SIGNED_IN)
@BOTH
def hold(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """Write when and how a body took part: who prepares the change, or who speaks for the body."""
    record = to_see(request, pk)
    found = _involvement(record, part)
    own = may_answer(request.actor, found, paths_of(found.process))
    if not own and not may(request.actor, HANDLE, record):
        raise PermissionDenied
    if opened(record) is None:
        return not_now(request, record)
    names = ("held_on", "manner", "words", "reference")
    form = HeldForm(sent(request), initial={name: getattr(found, name) for name in names})
    words = Words(
        _("%(body)s took part") % {"body": found.body.name},
        _("Save"),
        gettext_lazy("It is saved. Whoever goes on with the change is told.")
        if own
        else gettext_lazy("It is saved. Those who speak for them are asked if it is right."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.hold(actor=request.actor, involvement=found, given=form.given),
    )


def _to_answer(request: ActorRequest, pk: int, part: int) -> tuple[Record, Involvement]:
    record = to_see(request, pk)
    found = _involvement(record, part)
    if not may_answer(request.actor, found, paths_of(found.process)):
        raise PermissionDenied
    return record, found


@access(SIGNED_IN)
@require_POST
def right(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """Who speaks for the body says that it is right: one tap."""
    record, found = _to_answer(request, pk, part)
    return press(
        request,
        record,
        _("You have said that it is right."),
        lambda: services.answer(actor=request.actor, involvement=found, right=True),
    )


@access(SIGNED_IN)
@BOTH
def contest(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """It was not so, and how it was."""
    record, found = _to_answer(request, pk, part)
    if not found.held:
        return not_now(request, record)
    form = ContestForm(sent(request), initial={"words": found.right_words})
    words = Words(
        _("It was not so"),
        _("Say that it was not so"),
        gettext_lazy("Your words stand beside what is written. Whoever goes on with it is told."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.answer(
            actor=request.actor,
            involvement=found,
            right=False,
            words=form.cleaned_data["words"],
        ),
    )


@access(SIGNED_IN)
@require_POST
def leave_out(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """What was only planned is not to be after all."""
    record = to_handle(request, pk)
    found = _involvement(record, part)
    return press(
        request,
        record,
        _("It is taken away."),
        lambda: services.leave_out(actor=request.actor, involvement=found),
    )

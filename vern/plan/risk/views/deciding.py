"""Asking for approval, approving, sending back, disagreeing, answering, revising."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.risk import services
from vern.plan.risk.capabilities import HANDLE
from vern.plan.risk.forms.deciding import AnswerForm, ApproveForm, DisagreeForm, ReturnForm
from vern.plan.risk.queries.rights import may_answer, may_approve, may_disagree
from vern.plan.risk.queries.show import sheet
from vern.plan.risk.rules import AssessmentState
from vern.plan.risk.views.common import BOTH, lacks_of, not_now, page, seen, to_write, try_to


@access(SIGNED_IN)
@BOTH
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """The last page: what is still lacking; then approve it, or ask the leader to."""
    record = seen(request, pk)
    found = sheet(record)
    approves = may_approve(request.actor, record)
    if not approves and not may(request.actor, HANDLE, record):
        raise PermissionDenied
    if not found.risk.is_open:
        return not_now(request, record)
    form = ApproveForm(
        request.POST if request.method == "POST" else None,
        sheet=found,
        initial=ApproveForm.beginning(found),
    )
    if request.method == "POST":
        if not approves:
            raise PermissionDenied
        if form.is_valid() and try_to(form, lambda: _approve(request, record, form)):
            messages.success(request, _("The assessment is approved."))
            return redirect("risk:show", pk)
    others = [e.person.name for e in found.participants if e.person_id != request.actor.person_id]
    return page(
        request,
        found,
        "finish",
        form,
        lacks=lacks_of(found),
        approves=approves,
        sent=found.state is AssessmentState.SENT,
        others=others,
    )


def _approve(request: ActorRequest, record: Record, form: ApproveForm) -> None:
    given = form.cleaned_data
    services.approve(
        actor=request.actor,
        record=record,
        valid_until=given["valid_until"],
        open_to_unit=not given.get("keep_private", False),
    )


def _once(
    request: ActorRequest, record: Record, do: Callable[[], object], said: str
) -> HttpResponse:
    """One button: do it, or say why not."""
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("risk:show", record.pk)


@access(SIGNED_IN)
@require_POST
def send(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the leader to approve it."""
    record = to_write(request, pk)
    return _once(
        request,
        record,
        lambda: services.send(actor=request.actor, record=record),
        _("The leader has been asked to approve it."),
    )


@access(SIGNED_IN)
@require_POST
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Whoever writes it takes it back."""
    record = to_write(request, pk)
    return _once(
        request,
        record,
        lambda: services.take_back(actor=request.actor, record=record),
        _("You can write in it again."),
    )


@access(SIGNED_IN)
@BOTH
def send_back(request: ActorRequest, pk: int) -> HttpResponse:
    """The leader sends it back, and says what must be changed."""
    record = seen(request, pk)
    if not may_approve(request.actor, record):
        raise PermissionDenied
    found = sheet(record)
    if found.state is not AssessmentState.SENT:
        return not_now(request, record)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if try_to(form, lambda: services.take_back(actor=request.actor, record=record, why=why)):
            messages.success(request, _("It is sent back. Whoever asked for approval is told."))
            return redirect("risk:show", pk)
    return page(request, found, "send_back", form)


@access(SIGNED_IN)
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """It comes to nothing."""
    record = to_write(request, pk)
    return _once(
        request,
        record,
        lambda: services.withdraw(actor=request.actor, record=record),
        _("The assessment is withdrawn."),
    )


@access(SIGNED_IN)
@require_POST
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Go through it again, from a copy. Sent twice, it is the same copy."""
    record = to_write(request, pk)
    try:
        made = services.revise(actor=request.actor, record=record)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("risk:show", pk)
    messages.info(request, _("This is a copy. Change what is no longer so; the rest stays."))
    return redirect("risk:show", made.pk)


@access(SIGNED_IN)
@BOTH
def disagree(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that one does not agree: it is raised one level."""
    record = seen(request, pk)
    found = sheet(record)
    if not may_disagree(request.actor, record, list(found.participants), found.state):
        raise PermissionDenied
    form = DisagreeForm(request.POST if request.method == "POST" else None)
    return _say(
        request,
        (record, form),
        "disagree",
        lambda text: services.disagree(actor=request.actor, record=record, text=text),
        _("It is brought a level up. The leader there answers."),
    )


@access(SIGNED_IN)
@BOTH
def answer(request: ActorRequest, pk: int, disagreement_pk: int) -> HttpResponse:
    """The leader a level up answers."""
    record = seen(request, pk)
    found = sheet(record)
    one = next((each for each in found.disagreements if each.pk == disagreement_pk), None)
    if one is None:
        raise Http404
    if not may_answer(request.actor, one):
        raise PermissionDenied
    if one.answered_at is not None:
        return not_now(request, record)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    return _say(
        request,
        (record, form),
        "answer",
        lambda text: services.answer(
            actor=request.actor, record=record, disagreement=one, text=text
        ),
        _("Your answer is sent."),
        disagreement=one,
    )


def _say(
    request: ActorRequest,
    about: tuple[Record, Form],
    template: str,
    do: Callable[[str], object],
    said: str,
    **more: object,
) -> HttpResponse:
    record, form = about
    valid = request.method == "POST" and form.is_valid()
    if valid and try_to(form, lambda: do(form.cleaned_data["text"])):
        messages.success(request, said)
        return redirect("risk:show", record.pk)
    return page(request, sheet(record), template, form, **more)

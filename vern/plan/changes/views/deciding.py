"""The decision, and what comes after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.plan.changes import services
from vern.plan.changes.forms.deciding import DecideForm, WordsForm
from vern.plan.changes.queries import show as queries
from vern.plan.changes.rules import ChangeState, can
from vern.plan.changes.services.deciding import SAYS
from vern.plan.changes.views.common import (
    BOTH,
    Words,
    not_now,
    press,
    sent,
    to_decide,
    to_handle,
    write,
)


@access(SIGNED_IN)
@BOTH
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark it as decided. Without an assessment, or without someone who must take part, it says what
    is lacking, and asks why."""
    record = to_decide(request, pk)
    page = queries.page(request.actor, record)
    if request.method != "POST" and not page.preparing:
        return not_now(request, record)
    form = DecideForm(sent(request), lacks=page.lacks)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(actor=request.actor, record=record, given=form.given)
        except services.Lacking as lacking:
            form = DecideForm(sent(request), lacks={*page.lacks, *lacking.found})
            form.is_valid()
            for each in sorted(lacking.found):
                form.add_error(each.value, str(SAYS[each]))
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, str(refused))
        else:
            messages.success(request, _("The change is decided. All who take part are told."))
            return redirect("changes:show", pk)
    context = {"form": form, "record": record, "page": page, "process": page.process}
    return render(request, "changes/decide.html", context)


def _words_form(request: ActorRequest, label: Any, needed: Any, help_text: Any = "") -> WordsForm:
    return WordsForm(sent(request), label=label, needed=needed, help_text=help_text)


@access(SIGNED_IN)
@BOTH
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    """It is not decided after all."""
    record = to_decide(request, pk)
    if request.method != "POST" and not can("take_back", _state(record)):
        return not_now(request, record)
    form = _words_form(request, _("Why is it taken back?"), _("Write why."))
    words = Words(
        _("Take the decision back"),
        _("Take it back"),
        gettext_lazy("The change is being prepared again."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.take_back(
            actor=request.actor, record=record, reason=form.cleaned_data["words"]
        ),
    )


def _state(record: Any) -> ChangeState:
    return ChangeState(queries.process_of(record).state)


@access(SIGNED_IN)
@BOTH
def evaluate(request: ActorRequest, pk: int) -> HttpResponse:
    """Look back: how did it go?"""
    record = to_handle(request, pk)
    if request.method != "POST" and not can("evaluate", _state(record)):
        return not_now(request, record)
    page = queries.page(request.actor, record)
    form = _words_form(
        request,
        _("How did it go, for the work environment too?"),
        _("Write how it went."),
        _("Ask those who work there and the safety representative first. Did the measures help?"),
    )
    words = Words(
        _("Look back on the change"),
        _("Finish"),
        gettext_lazy("The change process is finished. All who took part are told."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.evaluate(
            actor=request.actor, record=record, words=form.cleaned_data["words"]
        ),
        template="changes/evaluate.html",
        page=page,
    )


@access(SIGNED_IN)
@BOTH
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """It comes to nothing."""
    record = to_decide(request, pk)
    if request.method != "POST" and not can("drop", _state(record)):
        return not_now(request, record)
    form = _words_form(request, _("Why is it dropped?"), _("Write why."))
    words = Words(
        _("Drop the change"),
        _("Drop it"),
        gettext_lazy("The change is dropped. All who took part are told."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.drop(
            actor=request.actor, record=record, reason=form.cleaned_data["words"]
        ),
    )


@access(SIGNED_IN)
@require_POST
def take_up_again(request: ActorRequest, pk: int) -> HttpResponse:
    """It is prepared again."""
    record = to_decide(request, pk)
    return press(
        request,
        record,
        _("The change is being prepared again."),
        lambda: services.take_up_again(actor=request.actor, record=record),
    )

"""The dialogue with the one who reported, and their verdict on the answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from vern.control.incidents.forms.voices import AskForm, WordsForm
from vern.control.incidents.models import KIND
from vern.control.incidents.queries import voices
from vern.control.incidents.services import dialogue
from vern.control.incidents.views.words import Quote, Words, sent, write
from vern.core.kernel.access import BY_CODE, SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@access(SIGNED_IN)
@BOTH
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """The handler writes to the one who reported."""
    record = get_record(request.actor, pk, kind=KIND)
    if not voices.may_write_to_reporter(request.actor, record):
        raise PermissionDenied
    form = AskForm(
        sent(request),
        label=_("To the one who reported"),
        help_text=_("They read this on the page of their report, and are told that it has come."),
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Write to the one who reported"),
            _("Send"),
            _("It is sent. You are told when there is an answer."),
        ),
        lambda: dialogue.write_to_reporter(actor=request.actor, record=record, **form.cleaned_data),
    )


def _as_reporter(request: ActorRequest, pk: int) -> Record:
    record = get_record(request.actor, pk, kind=KIND)
    if not voices.speaks_as_reporter(request.actor, record):
        raise PermissionDenied
    return record


@access(BY_CODE)
@BOTH
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who reported answers, or adds something."""
    record = _as_reporter(request, pk)
    questions = voices.dialogue(request.actor, record).questions
    form = WordsForm(
        sent(request),
        label=_("Your answer") if questions else _("What do you want to add?"),
        help_text=_("Those who handle the report read this."),
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Answer") if questions else _("Write to those who handle it"),
            _("Send"),
            _("It is sent. Those who handle the report have been told."),
            quotes=[
                Quote(each.author.name if each.author else "", each.at, each.text)
                for each in questions
            ],
            own=True,
        ),
        lambda: dialogue.write_as_reporter(actor=request.actor, record=record, **form.cleaned_data),
    )


@access(BY_CODE)
@require_POST
def content(request: ActorRequest, pk: int) -> HttpResponse:
    """Yes, thanks: one button."""
    record = _as_reporter(request, pk)
    try:
        dialogue.judge(actor=request.actor, record=record, good_enough=True)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(_("Thank you. It is good to know.")))
    return redirect("incidents:show", pk)


@access(BY_CODE)
@BOTH
def not_content(request: ActorRequest, pk: int) -> HttpResponse:
    """No, with words."""
    record = _as_reporter(request, pk)
    form = WordsForm(sent(request), label=_("What is missing?"))
    return write(
        request,
        record,
        form,
        Words(
            _("The answer is not good enough"),
            _("Send"),
            _("It is sent. The one who answered and the leader above have been told."),
            lead=_("The one who answered and the leader above read this, and can open it again."),
            own=True,
        ),
        lambda: dialogue.judge(
            actor=request.actor,
            record=record,
            good_enough=False,
            words=form.cleaned_data["text"],
        ),
    )


@access(SIGNED_IN)
@require_POST
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who reported was not content: the handler opens it again, with one button."""
    record = get_record(request.actor, pk, kind=KIND)
    try:
        dialogue.reopen_unsatisfied(actor=request.actor, record=record)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(_("The report is open again.")))
    return redirect("incidents:show", pk)

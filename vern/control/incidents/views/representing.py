"""The safety representative's voice: comments, questions, objections, stops of work."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.control.incidents.capabilities import HANDLE, REPRESENT, SEE
from vern.control.incidents.forms.voices import (
    ObjectionAnswerForm,
    RequestForm,
    StopForm,
    WordsForm,
)
from vern.control.incidents.models import KIND
from vern.control.incidents.queries import voices
from vern.control.incidents.services import representing, stopping
from vern.control.incidents.views.words import Quote, Words, sent, write
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record, holds
from vern.core.records.models import Record, State
from vern.core.talk.queries import Audience

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _to_represent(request: ActorRequest, pk: int) -> Record:
    record = get_record(request.actor, pk, kind=KIND)
    if not voices.represents(request.actor, record):
        raise PermissionDenied
    return record


@access(SIGNED_IN)
@BOTH
def comment(request: ActorRequest, pk: int) -> HttpResponse:
    """A word among those who read it whole."""
    record = get_record(request.actor, pk, kind=KIND)
    if not holds(request.actor, SEE, record):
        raise PermissionDenied
    form = WordsForm(
        sent(request),
        label=_("Comment"),
        help_text=_("Is read by those who read the whole report. The one who reported does not."),
    )
    return write(
        request,
        record,
        form,
        Words(_("Write a comment"), _("Send"), _("The comment is sent.")),
        lambda: representing.comment(actor=request.actor, record=record, **form.cleaned_data),
    )


@access(SIGNED_IN)
@BOTH
def request_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The safety representative asks for an answer by a day."""
    record = _to_represent(request, pk)
    form = RequestForm(
        sent(request),
        label=_("What do you want an answer to?"),
        help_text=_("Is read by those who read the whole report. The one who reported does not."),
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Ask for an answer"),
            _("Send"),
            _("It is sent. The one who handles the report has been told."),
            lead=_("It stands among what awaits the leader until it is answered."),
        ),
        lambda: representing.request_answer(
            actor=request.actor, record=record, **form.cleaned_data
        ),
    )


@access(SIGNED_IN)
@BOTH
def reply(request: ActorRequest, pk: int, question: int) -> HttpResponse:
    """Who handles it answers the safety representative."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    asked = get_object_or_404(
        record.comments.select_related("author"),
        pk=question,
        asks=True,
        audience=Audience.READERS,
    )
    form = WordsForm(sent(request), label=_("Your answer"))
    who = asked.author.name if asked.author else ""
    return write(
        request,
        record,
        form,
        Words(
            _("Answer the safety representative"),
            _("Send"),
            _("The answer is sent."),
            quotes=[Quote(who, asked.at, asked.text)],
        ),
        lambda: representing.reply(
            actor=request.actor, record=record, question=asked, **form.cleaned_data
        ),
    )


@access(SIGNED_IN)
@BOTH
def object_to_closing(request: ActorRequest, pk: int) -> HttpResponse:
    """The safety representative does not agree."""
    record = _to_represent(request, pk)
    form = WordsForm(sent(request), label=_("Why do you not agree?"))
    closed = record.state == State.CLOSED
    return write(
        request,
        record,
        form,
        Words(
            _("Object to the closing") if closed else _("Say that it must not be closed yet"),
            _("Send the objection"),
            _("The objection is sent."),
            lead=_("The leader above answers you in writing, and can open the report again.")
            if closed
            else _("The report cannot be closed before you have an answer in writing."),
        ),
        lambda: representing.object_to_closing(
            actor=request.actor, record=record, **form.cleaned_data
        ),
    )


@access(SIGNED_IN)
@BOTH
def answer_objection(request: ActorRequest, pk: int, objection: int) -> HttpResponse:
    """The written answer to an objection."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    found = get_object_or_404(record.incident.objections.select_related("by"), pk=objection)
    if not voices.may_answer_objection(request.actor, record):
        raise PermissionDenied
    form = ObjectionAnswerForm(
        sent(request), label=_("Your answer"), closed=record.state == State.CLOSED
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Answer the objection"),
            _("Send"),
            _("The answer is sent to the safety representative."),
            quotes=[Quote(found.by.name, found.at, found.text)],
        ),
        lambda: representing.answer_objection(
            actor=request.actor, record=record, objection=found, **form.cleaned_data
        ),
    )


@access(REPRESENT)
@require_GET
def stop(request: ActorRequest) -> HttpResponse:
    """In which report dangerous work was stopped; or that it is to be reported first."""
    found = voices.to_stop_in(request.actor)
    return render(request, "incidents/stop.html", {"found": found})


@access(SIGNED_IN)
@BOTH
def stop_work(request: ActorRequest, pk: int) -> HttpResponse:
    """The safety representative has stopped dangerous work."""
    record = _to_represent(request, pk)
    form = WordsForm(
        sent(request),
        label=_("What is stopped, and what is the danger?"),
        help_text=_("Danger to life or health now, which cannot be averted otherwise."),
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Record a stop of dangerous work"),
            _("Record the stop"),
            _("The stop is recorded. The leader has been told."),
            lead=_(
                "You can stop dangerous work until the employer has decided whether it can go on "
                "(AML § 6-3). Tell the leader at once, also by voice."
            ),
        ),
        lambda: stopping.stop_work(
            actor=request.actor, record=record, what=form.cleaned_data["text"]
        ),
    )


@access(SIGNED_IN)
@BOTH
def decide(request: ActorRequest, pk: int, stop: int) -> HttpResponse:
    """The leader's decision in writing."""
    record = get_record(request.actor, pk, kind=KIND, capability=HANDLE)
    found = get_object_or_404(record.incident.work_stops.select_related("stopped_by"), pk=stop)
    if not voices.may_decide(request.actor, record):
        raise PermissionDenied
    form = StopForm(
        sent(request),
        label=_("Your decision"),
        help_text=_("What makes it safe, or what must be done first?"),
    )
    return write(
        request,
        record,
        form,
        Words(
            _("Decide on the stopped work"),
            _("Save the decision"),
            _("The decision is saved. The safety representative has been told."),
            lead=_("It is kept with your name and the time."),
            quotes=[Quote(found.stopped_by.name, found.stopped_at, found.what)],
        ),
        lambda: stopping.decide_on_stop(
            actor=request.actor,
            record=record,
            stop=found,
            decision=form.cleaned_data["text"],
            goes_on=form.cleaned_data["goes_on"],
        ),
    )

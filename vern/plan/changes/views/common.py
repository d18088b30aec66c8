"""What the pages share: finding a process, and a page on which one writes something about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record
from vern.plan.changes.capabilities import DECIDE, HANDLE
from vern.plan.changes.models import KIND, ChangeProcess
from vern.plan.changes.queries.show import process_of
from vern.plan.changes.rules import OPEN_STATES

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def to_see(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND)


def to_handle(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND, capability=HANDLE)


def to_decide(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND, capability=DECIDE)


def opened(record: Record) -> ChangeProcess | None:
    """The process while something can be done with it."""
    process = process_of(record)
    return process if process.state in OPEN_STATES else None


def sent(request: ActorRequest) -> Any:
    """What was typed, or nothing where the form is only shown."""
    return request.POST if request.method == "POST" else None


def not_now(request: ActorRequest, record: Record) -> HttpResponse:
    """Someone follows an old link: show how it stands instead of a form that would be refused."""
    messages.info(request, _("This cannot be done now. See how the change stands."))
    return redirect("changes:show", record.pk)


@dataclass(frozen=True)
class Words:
    """What the page says: its title, a line below, the button, and what it says when it is done."""

    title: Any
    submit: Any
    done: Any
    lead: Any = ""


def write(
    request: ActorRequest,
    record: Record,
    form: forms.Form,
    words: Words,
    do: Callable[[], object],
    *,
    template: str = "changes/form.html",
    **context: Any,
) -> HttpResponse:
    """Do it and go back to the process; or show the form, with everything that was typed."""
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            do()
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, str(words.done))
            return redirect("changes:show", record.pk)
    return render(request, template, {"form": form, "record": record, "words": words, **context})


def press(
    request: ActorRequest, record: Record, done: Any, do: Callable[[], object]
) -> HttpResponse:
    """One button: do it, and go back to the process."""
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))
    return redirect("changes:show", record.pk)

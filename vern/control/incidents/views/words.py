"""A page on which one writes something about a report, and goes back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Record


@dataclass(frozen=True)
class Quote:
    """What is answered: who said it, when, and the words."""

    who: str
    at: Any
    text: str


@dataclass(frozen=True)
class Words:
    """What the page says: its title, a line below, the button, and what it says when it is done.

    `own`: the reader is the one who reported.
    """

    title: Any
    submit: Any
    done: Any
    lead: Any = ""
    quotes: Sequence[Quote] = ()
    own: bool = False


def write(
    request: ActorRequest,
    record: Record,
    form: forms.Form,
    words: Words,
    do: Callable[[], object],
) -> HttpResponse:
    """Do it and go back; or show the form, with everything that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, str(words.done))
            return redirect("incidents:show", record.pk)
    context = {"form": form, "record": record, "words": words}
    return render(request, "incidents/words.html", context)


def sent(request: ActorRequest) -> Any:
    """What was typed, or nothing where the form is only shown."""
    return request.POST if request.method == "POST" else None

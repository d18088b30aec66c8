"""The one way in which a form of a verb is shown, tried and done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from vern.core.org.middleware import ActorRequest
from vern.organise.directory.forms.base import VerbForm


@dataclass(frozen=True)
class Page:
    """What stands around a form: its words, where it leads, and its own template if it has one."""

    title: str
    submit: str
    done: str
    back: str
    crumbs: tuple[tuple[str, str], ...] = ()
    kicker: str = ""
    lead: str = ""
    template: str = "directory/verb.html"


def run(
    request: ActorRequest,
    form: VerbForm,
    page: Page,
    *,
    forward: Callable[[], str] | None = None,
    **extra: object,
) -> HttpResponse:
    """Show the form; sent, say what will happen or do it, and go `forward` (else back).

    `extra` is handed to the template.
    """
    if request.method == "POST" and form.carry_out(request.actor):
        messages.success(request, page.done)
        return redirect(forward() if forward else page.back)
    return render(request, page.template, {"form": form, "page": page, **extra})

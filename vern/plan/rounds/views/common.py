"""What the pages of rounds share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.ui import meanwhile
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.models import KIND, Round

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def to_read(request: ActorRequest, pk: int) -> tuple[Record, Round]:
    """The round, for those who read it. Raises Http404."""
    record = get_record(request.actor, pk, kind=KIND)
    return record, _round(record)


def to_hold(request: ActorRequest, pk: int) -> tuple[Record, Round]:
    """The round, for those who hold it. Raises Http404, PermissionDenied."""
    record = get_record(request.actor, pk, kind=KIND, capability=HOLD)
    return record, _round(record)


def _round(record: Record) -> Round:
    round_ = Round.objects.get(pk=record.pk)
    round_.record = record
    return round_


def do_on_page(
    request: ActorRequest,
    record: Record,
    form: forms.Form,
    *,
    template: str,
    do: Callable[[], object],
    done: str,
    now: Callable[[], forms.Form] | None = None,
    **context: Any,
) -> HttpResponse:
    """Do it and go back to the round; or show the form, with everything that was typed. `now`: the
    form as someone would open it, of what others may have changed meanwhile."""
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            do()
        except ChangedMeanwhile as changed:
            assert now is not None  # noqa: S101 (who asks for `seen` gives it)
            meanwhile.tell(form, changed, now=now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, done)
            return redirect("rounds:show", record.pk)
    return render(request, template, {"form": form, "record": record, **context})


def do_at_once(
    request: ActorRequest,
    record: Record,
    do: Callable[[], object],
    done: str,
    to: str = "rounds:show",
) -> HttpResponse:
    """One click: do it, or say why not, and go back to the round."""
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("rounds:show", record.pk)
    messages.success(request, done)
    return redirect(to, record.pk)

"""Who decides looks at what would be erased, approves it, or keeps a case from it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import access
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.org.middleware import ActorRequest
from vern.hub.retention import queries, services
from vern.hub.retention.capabilities import DECIDE, HOLD
from vern.hub.retention.forms import ApproveForm, HoldForm
from vern.hub.retention.models import Run

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _everywhere(request: ActorRequest, *capabilities: str) -> None:
    """Only those who decide for the whole institution."""
    if not any(request.actor.scope(each).everywhere for each in capabilities):
        raise PermissionDenied


def _run(request: ActorRequest, pk: int) -> Run:
    _everywhere(request, DECIDE)
    found = queries.run(pk)
    if found is None:
        raise Http404
    return found


@access(DECIDE, HOLD, recent=True)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """How long each sort is kept, the lists, and what is held."""
    _everywhere(request, DECIDE, HOLD)
    decides = request.actor.scope(DECIDE).everywhere
    context = {
        "decides": decides,
        "holds_cases": request.actor.scope(HOLD).everywhere,
        "sorts": queries.sorts() if decides else [],
        "open": queries.open_run() if decides else None,
        "runs": queries.runs() if decides else [],
        "holds": queries.holds(request.actor),
    }
    return render(request, "retention/index.html", context)


@access(DECIDE, recent=True)
@require_POST
def prepare(request: ActorRequest) -> HttpResponse:
    """Have a list made."""
    _everywhere(request, DECIDE)
    try:
        made = services.prepare(actor=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("retention:index")
    messages.success(request, _("The list is being made. Nothing is erased by that."))
    return redirect("retention:run", made.pk)


@access(DECIDE, recent=True)
@require_GET
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """A list: what would be erased, and how far it has come."""
    found = _run(request, pk)
    return _shown(request, found, ApproveForm(initial={"digest": found.digest}))


def _shown(request: ActorRequest, found: Run, form: ApproveForm) -> HttpResponse:
    skip = max(0, whole_number(request.GET.get("from", "")) or 0)
    page = queries.listed(request.actor, found, skip=skip)
    context = {
        "run": found,
        "parts": queries.parts(found),
        "progress": queries.progress(found),
        "page": page,
        "before": f"?from={max(0, skip - queries.SHOWN)}" if skip else "",
        "after": f"?from={page.older}" if page.older else "",
        "form": form,
        "approves": found.state == Run.State.PREPARED
        and found.approved_by_id != request.actor.person_id,
    }
    return render(request, "retention/run.html", context)


@access(DECIDE, recent=True)
@BOTH
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Approve it. The address alone shows the list."""
    found = _run(request, pk)
    form = ApproveForm(request.POST or None, initial={"digest": found.digest})
    if request.method != "POST":
        return redirect("retention:run", pk)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        whole = services.approve(actor=request.actor, run=found, digest=form.cleaned_data["digest"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("It is approved. Nothing is erased before a day has passed.")
            if whole
            else _("You have approved it. Somebody else must do so too."),
        )
    return redirect("retention:run", pk)


@access(DECIDE, recent=True)
@require_POST
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Nothing more of it is erased."""
    services.stop(actor=request.actor, run=_run(request, pk))
    messages.success(request, _("The list is stopped. Nothing more of it is erased."))
    return redirect("retention:run", pk)


@access(HOLD, recent=True)
@BOTH
def hold(request: ActorRequest) -> HttpResponse:
    """Keep a case."""
    _everywhere(request, HOLD)
    initial = {"number": request.GET.get("number", "")}
    form = HoldForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        record, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        try:
            services.hold(actor=request.actor, record=record, reason=reason)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            words = _("%(number)s is held, and is not erased.") % {"number": record.number}
            messages.success(request, words)
            return redirect("retention:index")
    return render(request, "retention/hold.html", {"form": form})


@access(HOLD, recent=True)
@require_POST
def lift(request: ActorRequest, pk: int) -> HttpResponse:
    """It need not be kept any more."""
    _everywhere(request, HOLD)
    found = queries.hold_to_lift(request.actor, pk)
    if found is None:
        raise Http404
    services.lift(actor=request.actor, hold=found)
    messages.success(request, _("The case is kept no longer than the rule says."))
    return redirect("retention:index")

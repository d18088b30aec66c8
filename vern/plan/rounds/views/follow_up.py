"""The meeting after: what becomes of each finding, and the signatures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.measures.forms import measure_form
from vern.core.measures.maintenance import form_url
from vern.core.measures.models import Measure
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import may
from vern.core.records.links import linked
from vern.core.records.models import Record
from vern.core.records.offers import Offered, offered
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.forms.findings import SettleForm, WordsForm
from vern.plan.rounds.models import Round, Signature
from vern.plan.rounds.queries.findings import Found, findings_of
from vern.plan.rounds.queries.people import signs_as
from vern.plan.rounds.rules import RoundState
from vern.plan.rounds.services import follow_up
from vern.plan.rounds.views.common import BOTH, do_at_once, do_on_page, to_hold, to_read

MAINTENANCE = "maintenance"
TITLE_LENGTH = 200
"""Of what was seen, in an address."""


def _one(round_: Round, pk: int) -> Found:
    found = findings_of(round_, only=pk)
    if not found:
        raise Http404
    return found[0]


@access(SIGNED_IN)
@BOTH
def finding(request: ActorRequest, pk: int, finding: int) -> HttpResponse:
    """One finding: what was seen, and what becomes of it."""
    record, round_ = to_read(request, pk)
    found = _one(round_, finding)
    holds = may(request.actor, HOLD, record)
    if request.method == "POST" and not holds:
        raise PermissionDenied
    row = found.finding
    initial = {"outcome": row.outcome, "reason": row.reason}
    form = SettleForm(request.POST if request.method == "POST" else None, initial=initial)
    return do_on_page(
        request,
        record,
        form,
        template="rounds/finding.html",
        do=lambda: follow_up.settle(
            actor=request.actor, record=record, finding=row, **form.cleaned_data
        ),
        done=_("Saved."),
        round=round_,
        found=found,
        links=[each for each in linked(record, request.actor) if each.part == str(row.pk)],
        offers=_offers(request, record, found),
        settles=holds and RoundState(round_.state) is RoundState.FOLLOW_UP,
        walking=RoundState(round_.state) is RoundState.MAPPING,
    )


def _offers(request: ActorRequest, record: Record, found: Found) -> list[Offered]:
    """What can be started from the finding, with what was seen to begin with."""
    said = f"{found.place}: {found.said or found.title}"
    return offered(request.actor, record, part=str(found.finding.pk), words=said)


@access(SIGNED_IN)
@BOTH
def words(request: ActorRequest, pk: int, finding: int) -> HttpResponse:
    """Put what was found in other words."""
    record, round_ = to_hold(request, pk)
    found = _one(round_, finding)
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial={"words": found.said}
    )
    return do_on_page(
        request,
        record,
        form,
        template="rounds/words.html",
        do=lambda: follow_up.reword(
            actor=request.actor,
            record=record,
            finding=found.finding,
            words=form.cleaned_data["words"],
        ),
        done=_("Saved."),
        found=found,
    )


@access(SIGNED_IN)
@BOTH
def measure(request: ActorRequest, pk: int, finding: int) -> HttpResponse:
    """Decide the measure that a finding becomes; with `?to=maintenance`, for building maintenance. A
    search for people comes back with everything that was typed."""
    record, round_ = to_hold(request, pk)
    found = _one(round_, finding)
    to_maintenance = request.GET.get("to") == MAINTENANCE
    if found.finding.measure_id or RoundState(round_.state) is not RoundState.FOLLOW_UP:
        messages.info(request, _("This cannot be done now. See how the round stands."))
        return redirect("rounds:show", record.pk)
    form = measure_form(
        request,
        unit=record.unit,
        initial={
            "title": _as_title(found),
            "responsible": f"u{record.unit_id}",
            "type": Measure.Type.CORRECTIVE,
        },
        reported=False,
    )
    context: dict[str, Any] = {
        "found": found,
        "to_maintenance": to_maintenance,
        "maintenance_url": form_url(),
    }
    if request.method == "POST" and not form.is_bound:
        return render(request, "rounds/measure.html", {"form": form, "record": record, **context})
    return do_on_page(
        request,
        record,
        form,
        template="rounds/measure.html",
        do=lambda: follow_up.decide_measure(
            actor=request.actor,
            record=record,
            finding=found.finding,
            plan=form.plan,
            to_maintenance=to_maintenance,
        ),
        done=form.receipt,
        **context,
    )


def _as_title(found: Found) -> str:
    """What was seen and where, as a beginning."""
    return f"{found.place}: {found.title}"[:TITLE_LENGTH]


@access(SIGNED_IN)
@require_POST
def sign(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who answers for the unit, or who speaks for its employees."""
    record, _round = to_read(request, pk)
    by = request.POST.get("by", "")
    if by not in signs_as(request.actor, record):
        raise PermissionDenied
    return do_at_once(
        request,
        record,
        lambda: follow_up.sign(actor=request.actor, record=record, by=Signature.By(by)),
        _("You have signed."),
    )

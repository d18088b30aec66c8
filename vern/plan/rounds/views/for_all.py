"""For everyone at the unit: say what to look at, and read what came of the round."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.models import Record
from vern.plan.rounds.forms.planning import WishForm
from vern.plan.rounds.models import Round
from vern.plan.rounds.queries.checklists import as_then, words_then
from vern.plan.rounds.queries.findings import findings_of
from vern.plan.rounds.rules import OPEN_TO_WISHES, RoundState
from vern.plan.rounds.services import wishes
from vern.plan.rounds.views.common import BOTH


@access(SIGNED_IN)
@BOTH
def for_all(request: ActorRequest, pk: int) -> HttpResponse:
    """Whoever works or studies at the unit, and whoever reads the round."""
    round_ = _of_the_unit(request, pk)
    if RoundState(round_.state) in OPEN_TO_WISHES:
        return _wish(request, round_)
    if request.method == "POST":
        messages.info(request, _("The walk is over, so nobody reads this any more."))
    return render(request, "rounds/for_all.html", {"round": round_, **_result(round_)})


def _of_the_unit(request: ActorRequest, pk: int) -> Round:
    rows = Round.objects.select_related("record__unit")
    found = rows.told_to(request.actor).filter(pk=pk).first()
    if found is None and Record.objects.visible_to(request.actor).filter(pk=pk).exists():
        found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _wish(request: ActorRequest, round_: Round) -> HttpResponse:
    form = WishForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            wishes.wish(actor=request.actor, round_=round_, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Thank you. You are told what came of it when the round is over.")
            )
            return redirect("rounds:for_all", round_.pk)
    said = words_then(round_)
    context = {
        "form": form,
        "round": round_,
        "themes": [as_then(each, said).name for each in round_.themes.all()],
        "own": list(round_.wishes.filter(person=request.actor.person_id)),
    }
    return render(request, "rounds/wish.html", context)


def _result(round_: Round) -> dict[str, object]:
    """What was found and what becomes of it, when both have signed; before that, nothing."""
    if RoundState(round_.state) is not RoundState.SIGNED:
        return {}
    found = findings_of(round_)
    return {
        "found": found,
        "wishes": list(round_.wishes.all()),
        "fine": round_.marks.filter(verdict="fine").count(),
    }

"""How a round stands: whether something is noted, left undecided or unanswered."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from vern.plan.rounds.models import Finding, Mark, Round, Wish
from vern.plan.rounds.rules import RoundState, Standing


def standing_of(round_: Round) -> Standing:
    """What decides whether it can be signed, each as none or some: one query."""
    here = {"round": OuterRef("pk")}
    marks, unsettled, unanswered = Round.objects.values_list(
        Exists(Mark.objects.filter(**here)),
        Exists(Finding.objects.filter(**here, outcome="")),
        Exists(Wish.objects.filter(**here, taken_up=None)),
    ).get(pk=round_.pk)
    return Standing(RoundState(round_.state), int(marks), int(unsettled), int(unanswered))

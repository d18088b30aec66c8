"""How a round stands: what is noted, found, decided and missing."""

from __future__ import annotations

from vern.plan.rounds.models import Round
from vern.plan.rounds.rules import RoundState, Standing


def standing_of(round_: Round) -> Standing:
    """Three counts."""
    return Standing(
        state=RoundState(round_.state),
        marks=round_.marks.count(),
        unsettled=round_.findings.filter(outcome="").count(),
        unanswered=round_.wishes.filter(taken_up=None).count(),
    )

"""The numbers of one round's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vern.plan.rounds.models import Round
from vern.plan.rounds.queries.findings import Found
from vern.plan.rounds.rules import Outcome, Verdict


@dataclass(frozen=True)
class Counted:
    """How many of each; `outcomes` of the findings that are decided."""

    fine: int
    irrelevant: int
    findings: int
    outcomes: Mapping[Outcome, int]
    came_back: int
    photos: int


def counted(round_: Round, found: Sequence[Found]) -> Counted:
    """One query: the findings are at hand."""
    verdicts = Counter(round_.marks.values_list("verdict", flat=True))
    outcomes = Counter(Outcome(each.finding.outcome) for each in found if each.settled)
    return Counted(
        fine=verdicts[Verdict.FINE],
        irrelevant=verdicts[Verdict.IRRELEVANT],
        findings=len(found),
        outcomes=outcomes,
        came_back=sum(bool(each.came_back) for each in found),
        photos=sum(len(each.photos) for each in found),
    )

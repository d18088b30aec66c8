"""Whether requirements are met, and what several units come to together. No database, no request."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

GREEN: Final = 80
YELLOW: Final = 50
"""Per cent: above green most is done, below yellow too little. The traffic light of the units'
annual report (the institution's annual report 2025, 6.1)."""


class Verdict(StrEnum):
    """What the records say of a requirement."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"
    UNKNOWN = "unknown"


def by_share(done: int, of: int) -> Verdict:
    """What a share says: unknown where there was nothing to do."""
    if of <= 0:
        return Verdict.UNKNOWN
    if done * 100 > GREEN * of:
        return Verdict.MET
    return Verdict.PARTLY if done * 100 >= YELLOW * of else Verdict.NOT


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """What units come to: those of which nothing is known say nothing."""
    known = {each for each in verdicts if each is not Verdict.UNKNOWN}
    if not known:
        return Verdict.UNKNOWN
    return known.pop() if len(known) == 1 else Verdict.PARTLY

"""The states of a change process, what stops a decision, and when its steps fall. No database, no
request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ChangeType(StrEnum):
    """What is changed."""

    ORGANISATION = "organisation"
    WORK_PROCESS = "work_process"
    IT_SYSTEM = "it_system"


class ChangeState(StrEnum):
    PREPARING = "preparing"
    DECIDED = "decided"
    EVALUATED = "evaluated"
    DROPPED = "dropped"


OPEN_STATES: Final = frozenset({ChangeState.PREPARING, ChangeState.DECIDED})

MOVES: Final[Mapping[str, tuple[frozenset[ChangeState], ChangeState]]] = {
    "decide": (frozenset({ChangeState.PREPARING}), ChangeState.DECIDED),
    "evaluate": (frozenset({ChangeState.DECIDED}), ChangeState.EVALUATED),
    "drop": (OPEN_STATES, ChangeState.DROPPED),
    "take_back": (frozenset({ChangeState.DECIDED}), ChangeState.PREPARING),
    "take_up_again": (frozenset({ChangeState.DROPPED}), ChangeState.PREPARING),
}


def can(verb: str, state: ChangeState) -> bool:
    """Whether a verb of `MOVES` can be done in a state."""
    return state in MOVES[verb][0]


def after(verb: str) -> ChangeState:
    return MOVES[verb][1]


class Lack(StrEnum):
    """What a decision lacks; also the field in which one says why."""

    ASSESSMENT = "no_assessment_reason"
    INVOLVEMENT = "not_involved_reason"


def lacks(
    *,
    assessed: bool,
    left_out: bool,
    no_assessment_reason: str = "",
    not_involved_reason: str = "",
) -> frozenset[Lack]:
    """What stands in the way of a decision (AML §§ 4-2 and 6-2, catalogue C7): no approved assessment,
    and bodies that were to take part `left_out`, each without a written reason."""
    found = set()
    if not assessed and not no_assessment_reason.strip():
        found.add(Lack.ASSESSMENT)
    if left_out and not not_involved_reason.strip():
        found.add(Lack.INVOLVEMENT)
    return frozenset(found)


def took_part_before(held: Iterable[dt.date], decided_on: dt.date) -> bool:
    """Whether someone took part before the day of the decision: the same day is no early involvement."""
    return any(day < decided_on for day in held)


WEEK: Final = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Step:
    """A usual step: so many weeks after the decision; fewer than none: before it."""

    key: str
    weeks: int


def falls_on(step: Step, decision: dt.date, today: dt.date) -> dt.date:
    """The day of a step: never one that has passed already, and none before the decision after it."""
    day = decision + step.weeks * WEEK
    if step.weeks < 0:
        return min(max(day, today), max(decision, today))
    return max(day, today)


def dated(steps: Iterable[Step], decision: dt.date, today: dt.date) -> list[tuple[str, dt.date]]:
    """The steps with their days, in order."""
    found = [(step.key, falls_on(step, decision, today)) for step in steps]
    return sorted(found, key=lambda each: each[1])

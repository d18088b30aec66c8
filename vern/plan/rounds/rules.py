"""How a round moves, when two answers are the same, and what makes a finding one that came back.
No database, no request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class RoundState(StrEnum):
    PLANNED = "planned"
    MAPPING = "mapping"
    FOLLOW_UP = "follow_up"
    SIGNED = "signed"
    CALLED_OFF = "called_off"


OPEN_STATES: Final = frozenset({RoundState.PLANNED, RoundState.MAPPING, RoundState.FOLLOW_UP})
OPEN_TO_WISHES: Final = frozenset({RoundState.PLANNED, RoundState.MAPPING})
"""The walk is not over: what people want looked at still reaches those who walk."""

HELD_STATES: Final = frozenset({RoundState.FOLLOW_UP, RoundState.SIGNED})
"""The walk is over: the round counts as held."""

MOVES: Final[Mapping[str, tuple[frozenset[RoundState], RoundState]]] = {
    "begin": (frozenset({RoundState.PLANNED}), RoundState.MAPPING),
    "finish_mapping": (frozenset({RoundState.MAPPING}), RoundState.FOLLOW_UP),
    "map_more": (frozenset({RoundState.FOLLOW_UP}), RoundState.MAPPING),
    "sign": (frozenset({RoundState.FOLLOW_UP}), RoundState.SIGNED),
    "reopen": (frozenset({RoundState.SIGNED}), RoundState.FOLLOW_UP),
    "call_off": (frozenset({RoundState.PLANNED}), RoundState.CALLED_OFF),
}


def can(verb: str, state: RoundState) -> bool:
    """Whether a verb of `MOVES` can be done in a state."""
    return state in MOVES[verb][0]


def after(verb: str) -> RoundState:
    """The state that a verb leads to."""
    return MOVES[verb][1]


class Verdict(StrEnum):
    """The three answers to a point."""

    FINE = "fine"
    IMPROVE = "improve"
    IRRELEVANT = "irrelevant"


class Outcome(StrEnum):
    """What a finding becomes."""

    MEASURE = "measure"
    MAINTENANCE = "maintenance"
    INCIDENT = "incident"
    FIXED = "fixed"
    NOT_NOW = "not_now"


BY_A_MEASURE: Final = frozenset({Outcome.MEASURE, Outcome.MAINTENANCE})


def replaces(known: int | None, edition: int) -> bool:
    """Whether an answer that comes from a device is newer than what is known of it: what is sent twice,
    or comes after what was written later, changes nothing."""
    return known is None or edition > known


_SPACES: Final = re.compile(r"\s+")
CAME_BACK_MONTHS: Final = 18
LONGEST_HEADLINE: Final = 120


def headline(said: str) -> str:
    """The first line of what was seen, cut where it is long; empty where it has no words ("?")."""
    first = said.strip().partition("\n")[0].strip()
    if not any(each.isalnum() for each in first):
        return ""
    if len(first) <= LONGEST_HEADLINE:
        return first
    return f"{first[: LONGEST_HEADLINE - 1].rstrip()}…"


def same_place(name: str) -> str:
    """Two names that come to the same are the same place: `Lab 2`, ` lab  2`."""
    return _SPACES.sub(" ", name).strip().casefold()


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = dt.date(year, month + 1, 1)
    after = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def came_back(earlier: dt.date, day: dt.date) -> bool:
    """Whether what was found on an earlier round, and is found again, has come back: within 18 months."""
    return months_before(day, CAME_BACK_MONTHS) <= earlier < day


def due_in(year: int) -> dt.date:
    """The last day for a year's round: at least one a year."""
    return dt.date(year, 12, 31)


class First(StrEnum):
    """What stands first on the page of a round that is planned."""

    ASK = "ask"
    BRING = "bring"
    WALK = "walk"


def comes_first(*, day: dt.date, today: dt.date, asked: bool, may_ask: bool) -> First:
    """The walk on its day and later; before it, everyone is asked, and then the meeting is prepared."""
    if day <= today:
        return First.WALK
    return First.ASK if may_ask and not asked else First.BRING


@dataclass(frozen=True)
class Standing:
    """What decides whether a round can be signed."""

    state: RoundState
    marks: int = 0
    unsettled: int = 0
    unanswered: int = 0


class Lacks(StrEnum):
    """What is missing before a round can be signed."""

    MAPPING = "mapping"
    MARKS = "marks"
    SETTLED = "settled"
    ANSWERS = "answers"


def lacks(standing: Standing) -> tuple[Lacks, ...]:
    """What is missing; nothing: it can be signed."""
    if not can("sign", standing.state):
        return (Lacks.MAPPING,)
    missing = (
        (Lacks.MARKS, standing.marks == 0),
        (Lacks.SETTLED, standing.unsettled > 0),
        (Lacks.ANSWERS, standing.unanswered > 0),
    )
    return tuple(each for each, there in missing if there)


class Step(StrEnum):
    """The three steps of a round, as its page shows them."""

    PRE_MEETING = "pre_meeting"
    WALK = "walk"
    POST_MEETING = "post_meeting"


def step_of(state: RoundState) -> Step | None:
    """The step that it is in; None once it is over."""
    return {
        RoundState.PLANNED: Step.PRE_MEETING,
        RoundState.MAPPING: Step.WALK,
        RoundState.FOLLOW_UP: Step.POST_MEETING,
    }.get(state)

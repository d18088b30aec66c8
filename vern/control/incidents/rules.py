"""What a report may become, and what makes its severity sensible. No database, no request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class IncidentType(StrEnum):
    """What the report is about."""

    ACCIDENT = "accident"
    NEAR_MISS = "near_miss"
    HAZARDOUS_CONDITION = "hazardous_condition"
    ILLNESS = "illness"
    NONCONFORMITY = "nonconformity"
    SUGGESTION = "suggestion"
    UNKNOWN = "unknown"


class IncidentState(StrEnum):
    RECEIVED = "received"
    IN_WORK = "in_work"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"
    HANDED_OVER = "handed_over"
    FINISHED = "finished"


OPEN_STATES = frozenset({IncidentState.RECEIVED, IncidentState.IN_WORK})
RECEPTION_STATES = frozenset({IncidentState.HANDED_OVER, IncidentState.FINISHED})
"""With the whistleblowing reception: still to be answered, or finished."""

MOVES: Mapping[str, tuple[frozenset[IncidentState], IncidentState]] = {
    "take_up": (frozenset({IncidentState.RECEIVED}), IncidentState.IN_WORK),
    "close": (frozenset({IncidentState.IN_WORK}), IncidentState.CLOSED),
    "reject": (OPEN_STATES, IncidentState.REJECTED),
    "reopen": (frozenset({IncidentState.CLOSED, IncidentState.REJECTED}), IncidentState.IN_WORK),
    "merge": (OPEN_STATES, IncidentState.MERGED),
    "split_off": (frozenset({IncidentState.MERGED}), IncidentState.IN_WORK),
    "hand_over": (
        frozenset(IncidentState) - {IncidentState.MERGED, *RECEPTION_STATES},
        IncidentState.HANDED_OVER,
    ),
    "hand_back": (frozenset({IncidentState.HANDED_OVER}), IncidentState.RECEIVED),
    "finish": (frozenset({IncidentState.HANDED_OVER}), IncidentState.FINISHED),
    "look_again": (frozenset({IncidentState.FINISHED}), IncidentState.HANDED_OVER),
}


def can(verb: str, state: IncidentState) -> bool:
    """Whether a verb of `MOVES` can be done in a state."""
    return state in MOVES[verb][0]


def after(verb: str) -> IncidentState:
    """The state that a verb leads to."""
    return MOVES[verb][1]


def can_be_worked_on(state: IncidentState) -> bool:
    """Whether it may be assessed, moved and given measures."""
    return state in OPEN_STATES


def next_steps(state: IncidentState, *, assessed: bool, planned: bool) -> tuple[str, ...]:
    """What a handler can do, the natural next step first.

    `assessed`: someone has judged it; `planned`: it has a measure.
    """
    if not can_be_worked_on(state):
        return ("reopen",) if can("reopen", state) else ()
    if state is IncidentState.RECEIVED:
        return ("take_up", "assess", "measure", "close", "move", "reject")
    rest = ("move", "reject")
    if not assessed:
        return ("assess", "measure", "close", *rest)
    if not planned:
        return ("measure", "assess", "close", *rest)
    return ("close", "measure", "assess", *rest)


def handled_here(state: IncidentState) -> bool:
    """Whether it is the line's own to assess and plan for, now or before: not handled with another,
    nor by the whistleblowing reception."""
    return state is not IncidentState.MERGED and state not in RECEPTION_STATES


def reception_steps(state: IncidentState) -> tuple[str, ...]:
    """What the whistleblowing reception can do with a matter."""
    return tuple(verb for verb in ("finish", "look_again") if can(verb, state))


def is_event(kind: IncidentType) -> bool:
    """Whether it counts as an unwanted event or nonconformity; suggestions count on their own."""
    return kind is not IncidentType.SUGGESTION


class CauseGroup(StrEnum):
    """Why things happen, in the order in which to look."""

    ORGANISATIONAL = "organisational"
    TECHNICAL = "technical"
    HUMAN = "human"


class Level(IntEnum):
    """The five levels of the acceptance criteria (annual report 2025, Table 2)."""

    NONE_OR_MINOR = 0
    SOME = 1
    DANGEROUS = 2
    CRITICAL = 3
    CATASTROPHIC = 4


DIMENSIONS = ("human", "material", "environment")


@dataclass(frozen=True)
class Severity:
    """Actual and potential harm to people, material and outer environment; None: not chosen."""

    human_actual: Level | None = None
    human_potential: Level | None = None
    material_actual: Level | None = None
    material_potential: Level | None = None
    environment_actual: Level | None = None
    environment_potential: Level | None = None

    def pair(self, dimension: str) -> tuple[Level | None, Level | None]:
        return getattr(self, f"{dimension}_actual"), getattr(self, f"{dimension}_potential")

    @property
    def levels(self) -> list[Level]:
        """Those that are chosen."""
        return [level for each in DIMENSIONS for level in self.pair(each) if level is not None]

    @property
    def chosen(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.levels)

    @property
    def worst(self) -> Level | None:
        """The highest of all that is chosen, actual or potential."""
        return max(self.levels, default=None)


def senseless(severity: Severity) -> list[str]:
    """The dimensions whose potential is below what happened, where both are chosen."""
    return [
        dimension
        for dimension in DIMENSIONS
        if (pair := severity.pair(dimension))[0] is not None
        and pair[1] is not None
        and pair[1] < pair[0]
    ]


@dataclass(frozen=True)
class Harm:
    """What is known of injury or illness. `judged`: the handler has said whether it was serious."""

    injury: bool = False
    treatment: bool = False
    serious: bool = False
    judged: bool = False

    @property
    def anyone(self) -> bool:
        return self.injury or self.treatment or self.serious

    @property
    def to_judge(self) -> bool:
        """Whether someone must say now if it was serious: the law says at once."""
        return self.anyone and not self.judged


ANY_HARM = ("injury", "treatment", "serious")

HARM_TO_TELL: Mapping[str, tuple[str, ...]] = {
    "injury": ANY_HARM,
    "treatment": ("treatment", "serious"),
    "serious": ("serious",),
    "category": (),
    "shared": ANY_HARM,
}
"""When a rule for telling applies: to any of these kinds of harm; none: harm or not. The page, the
lists, the desk and the end of a report all ask here."""


def must_tell(
    when: str,
    harm: Harm,
    *,
    about: bool,
    shared: bool,
    event: bool = True,
    narrowed: bool = False,
) -> bool:
    """Whether a rule for telling applies. `about`: the report has one of the rule's categories;
    `narrowed`: the rule names some, and holds for those alone; `shared`: another employer works in
    the building; `event`: it is no suggestion."""
    if when == "category":
        return about and event
    if narrowed and not about:
        return False
    hurt = any(getattr(harm, each) for each in HARM_TO_TELL[when])
    return hurt and (shared or when != "shared")


def may_be_dangerous(kind: IncidentType) -> bool:
    """Whether someone may still be in danger, or hurt, when it is told."""
    return kind in (IncidentType.HAZARDOUS_CONDITION, IncidentType.ACCIDENT)


def contradicts_itself(harm: Harm, severity: Severity) -> bool:
    """Whether it was critical for people, and the handler has said that the injury was not serious."""
    actual = severity.human_actual
    return (
        harm.anyone
        and harm.judged
        and not harm.serious
        and actual is not None
        and actual >= Level.CRITICAL
    )


def lacks_severity(harm: Harm, severity: Severity) -> bool:
    """Whether someone was hurt, and nobody has chosen how bad it was for people."""
    return harm.anyone and severity.human_actual is None


DAYS_TO_LOOK_AGAIN = dt.timedelta(days=14)
"""By then an answer that was not good enough is looked at again."""

DAYS_TO_ANSWER_OBJECTION = dt.timedelta(days=14)
"""By then an objection to closing is answered in writing."""

SHARED_STATES = frozenset({IncidentState.IN_WORK, IncidentState.CLOSED})
"""The states in which one may tell others what can be learned from a report."""


def concerns_others(severity: Severity) -> bool:
    """Whether other units should be asked if it concerns them: it was, or could have been,
    dangerous."""
    worst = severity.worst
    return worst is not None and worst >= Level.DANGEROUS


HEADING_LENGTHS = range(30, 301)
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")


def heading(title: str, description: str) -> str:
    """What stands over a report: its title; where that was cut, the first line whole, or as many
    whole sentences of it as a heading holds. It stays cut where these are too long, or say too little."""
    told = description.strip().partition("\n")[0].strip()
    if not title.endswith("…") or not told.startswith(title.rstrip("… ")):
        return title
    ends = [len(told), *(each.end() for each in _SENTENCE_ENDS.finditer(told))]
    fits = max((end for end in ends if end in HEADING_LENGTHS), default=0)
    return told[:fits] or title


def beyond(heading: str, description: str) -> str:
    """What was told beside the heading: all of it, where that is not its beginning."""
    told = description.strip()
    rest = told.removeprefix(heading)
    return rest.strip() if rest != told and (not rest or rest[0].isspace()) else description

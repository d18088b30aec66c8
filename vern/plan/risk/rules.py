"""How a risk is judged, what an assessment lacks, and what changed since the one before. Pure.

AML § 3-1 (2) c: map dangers and assess the risk; IK-forskriften § 5 nr. 6; UFA chapter 1A: each
psychosocial factor in the short and the long term, then how they act together, and the sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final


class AssessmentState(StrEnum):
    """Where an assessment is: written, waiting for the leader, in force, or no longer."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


OPEN_STATES: Final = (AssessmentState.DRAFT, AssessmentState.SENT)
"""Can still be changed, or is about to be decided on."""


class Method(StrEnum):
    """Which door one came in by: four plain questions, rows with a matrix, or the eight factors."""

    SIMPLE = "simple"
    FULL = "full"
    FACTORS = "factors"


class Colour(IntEnum):
    """How bad it is. Not judged yet is no colour."""

    NONE = 0
    GREEN = 1
    YELLOW = 2
    RED = 3


LIKELIHOOD: Final = "likelihood"
PEOPLE, ENVIRONMENT, MATERIAL, REPUTATION = "people", "environment", "material", "reputation"
DIMENSIONS: Final = (PEOPLE, ENVIRONMENT, MATERIAL, REPUTATION)
SHORT, LONG = "short", "long"
TERMS: Final = (SHORT, LONG)

Judged = Mapping[str, int]
"""What someone chose: likelihood and consequence by dimension; or a colour for each term."""


@dataclass(frozen=True)
class Threshold:
    """From which likelihood a consequence is yellow, and from which it is red. Higher than the highest
    likelihood: never."""

    level: int
    yellow_from: int
    red_from: int


@dataclass(frozen=True)
class Matrix:
    """The levels that an assessment is judged by, and where its colours begin."""

    likelihoods: tuple[int, ...]
    consequences: tuple[Threshold, ...]

    def colour(self, likelihood: int, consequence: int) -> Colour:
        """The colour of a cell. Raises KeyError for a consequence that the matrix has not."""
        found = {each.level: each for each in self.consequences}[consequence]
        if likelihood >= found.red_from:
            return Colour.RED
        return Colour.YELLOW if likelihood >= found.yellow_from else Colour.GREEN

    def worst(self, judged: Judged) -> Colour:
        """The worst colour of what was judged; none until likelihood and a consequence are chosen."""
        likelihood = judged.get(LIKELIHOOD)
        levels = {each.level for each in self.consequences}
        chosen = [judged[each] for each in DIMENSIONS if judged.get(each) in levels]
        if likelihood not in self.likelihoods or not chosen:
            return Colour.NONE
        return max(self.colour(likelihood, each) for each in chosen)


def worst_term(judged: Judged) -> Colour:
    """The worse of the short and the long term; none until both are chosen. What remains may be judged
    as one colour."""
    if judged.get("colour"):
        return Colour(judged["colour"])
    if any(not judged.get(term) for term in TERMS):
        return Colour.NONE
    return Colour(max(judged[term] for term in TERMS))


def colour_of(method: Method, judged: Judged, matrix: Matrix) -> Colour:
    """The colour of what was chosen, by the way in which one judges."""
    if method is Method.FULL:
        return matrix.worst(judged)
    if method is Method.FACTORS:
        return worst_term(judged)
    return Colour(judged.get("colour") or 0)


def remaining(before: Colour, after: Colour) -> Colour:
    """The risk that remains: as judged with the measures, or as it is now where nobody did that."""
    return after or before


class Lack(StrEnum):
    """Why an assessment cannot be approved yet."""

    NOTHING = "nothing"
    NOT_JUDGED = "not_judged"
    RED = "red"
    NO_SUM = "no_sum"
    FACTORS = "factors"
    NO_REPRESENTATIVE = "no_representative"
    NO_WORKER = "no_worker"
    DISAGREEMENT = "disagreement"
    NO_MEASURE = "no_measure"


@dataclass(frozen=True)
class Judgement:
    """A row as the rules see it. `measures`: how many are decided for it."""

    before: Colour
    after: Colour
    measures: int = 0
    factor: str = ""

    @property
    def remains(self) -> Colour:
        return remaining(self.before, self.after)


@dataclass(frozen=True)
class Written:
    """An assessment as the rules see it. `sum_remains` and `together`: of the psychosocial kind;
    `why_missing`: a reason for who does not take part. `factors`: those that are to be judged."""

    method: Method
    rows: Sequence[Judgement]
    has_representative: bool
    has_worker: bool
    why_missing: bool = False
    disagreements: int = 0
    factors: frozenset[str] = frozenset()
    sum_before: Colour = Colour.NONE
    sum_after: Colour = Colour.NONE
    together: bool = False


def lacks(written: Written) -> list[Lack]:
    """What keeps it from being approved, what is to be done first at the top."""
    found = [*_lacks_in_rows(written), *_lacks_in_sum(written)]
    if not written.why_missing:
        found += [Lack.NO_REPRESENTATIVE] if not written.has_representative else []
        found += [Lack.NO_WORKER] if not written.has_worker else []
    if written.disagreements:
        found.append(Lack.DISAGREEMENT)
    return list(dict.fromkeys(found))


def _lacks_in_rows(written: Written) -> Iterable[Lack]:
    rows = written.rows
    if not rows:
        yield Lack.FACTORS if written.method is Method.FACTORS else Lack.NOTHING
        return
    if written.method is Method.FACTORS and written.factors - {each.factor for each in rows}:
        yield Lack.FACTORS
    if any(each.before is Colour.NONE for each in rows):
        yield Lack.NOT_JUDGED
    if any(each.remains is Colour.RED for each in rows):
        yield Lack.RED
    if any(each.before is Colour.RED and not each.measures for each in rows):
        yield Lack.NO_MEASURE


def _lacks_in_sum(written: Written) -> Iterable[Lack]:
    if written.method is not Method.FACTORS:
        return
    if written.sum_before is Colour.NONE or not written.together:
        yield Lack.NO_SUM
    if remaining(written.sum_before, written.sum_after) is Colour.RED:
        yield Lack.RED


class Start(StrEnum):
    """Whether the work may start."""

    NOT_APPROVED = "not_approved"
    WAITS = "waits"
    MAY = "may"
    OUTDATED = "outdated"


def may_start(
    state: AssessmentState, *, unverified: int, valid_until: dt.date | None, today: dt.date
) -> Start:
    """`unverified`: measures that must be in place before the work starts and that nobody has
    verified."""
    if state is not AssessmentState.APPROVED:
        return Start.NOT_APPROVED
    if unverified:
        return Start.WAITS
    if valid_until is not None and valid_until < today:
        return Start.OUTDATED
    return Start.MAY


class Age(StrEnum):
    """How recent the newest approved assessment of a type is."""

    FRESH = "fresh"
    DUE = "due"
    OLD = "old"
    NONE = "none"


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years earlier; 28 February where it has no such day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def age_of(
    approved_on: dt.date | None, valid_until: dt.date | None, *, today: dt.date, years: int
) -> Age:
    """Fresh: approved in the last `years` and still valid; due: valid no longer; old: not in those
    years."""
    if approved_on is None:
        return Age.NONE
    if approved_on <= years_before(today, years):
        return Age.OLD
    return Age.DUE if valid_until is not None and valid_until < today else Age.FRESH


# What changed since the assessment before


TEXTS: Final = ("activity", "hazard", "cause", "barriers")


@dataclass(frozen=True)
class RowSaid:
    """A row's words and colours. `key`: the row it is a copy of, or itself."""

    key: int
    words: Mapping[str, str]
    before: Colour
    after: Colour

    @property
    def name(self) -> str:
        return self.words.get("hazard") or self.words.get("activity", "")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class RowChange:
    """What became of one row. `words`: the texts that are not the same, before and after."""

    change: Change
    then: RowSaid | None
    now: RowSaid | None
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def colours_changed(self) -> bool:
        return (
            self.then is not None
            and self.now is not None
            and (self.then.before, self.then.after) != (self.now.before, self.now.after)
        )


def compared(then: Sequence[RowSaid], now: Sequence[RowSaid]) -> list[RowChange]:
    """Each row once: those of now in their order, and those that are gone after them."""
    former = {each.key: each for each in then}
    found = [_compared(former.get(each.key), each) for each in now]
    kept = {each.key for each in now}
    gone = [RowChange(Change.REMOVED, each, None) for each in then if each.key not in kept]
    return [*found, *gone]


def _compared(then: RowSaid | None, now: RowSaid) -> RowChange:
    if then is None:
        return RowChange(Change.ADDED, None, now)
    words = {
        name: (then.words.get(name, ""), now.words.get(name, ""))
        for name in TEXTS
        if then.words.get(name, "") != now.words.get(name, "")
    }
    same = not words and (then.before, then.after) == (now.before, now.after)
    return RowChange(Change.SAME if same else Change.CHANGED, then, now, words)

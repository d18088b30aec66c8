"""What a module says about a figure that it contributes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.utils.translation import gettext

from vern.core.kernel import clock
from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Level, Place, Tree
from vern.hub.figures.drawing import Bars
from vern.hub.figures.rules import LEAST, Hidden

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Withheld:
    """What stands where a number is not shown: in words, on pages and in files alike."""

    why: Hidden
    least: int

    def __str__(self) -> str:
        if self.why is Hidden.FEW:
            return gettext("fewer than %(least)s") % {"least": self.least}
        return gettext("not shown")


Value = str | int | float | Withheld | None
Row = Mapping[str, Value]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked of a figure: a year, as of a day, for a unit and all below it or for all.

    `tree` is as it stood at the year's end (or on `as_of`, in a year that is not over).
    `extracts` are the days as of which years were published, `least` the fewest persons that a
    number tells of.
    """

    year: int
    as_of: dt.date
    tree: Tree
    level: Level = Level.INSTITUTION
    unit: Place | None = None
    extracts: Mapping[int, dt.date] = field(default_factory=dict)
    least: int = LEAST
    _known: dict[str, Any] = field(default_factory=dict, repr=False)

    def once(self, key: str, ask: Callable[[], T]) -> T:
        """What `ask` answers; asked once, however many figures need it for this question."""
        if key not in self._known:
            self._known[key] = ask()
        return cast("T", self._known[key])

    def at(self, level: Level) -> Question:
        """The same question, grouped by a level."""
        return replace(self, level=level)

    def of(self, year: int) -> Question:
        """The same question of another year, for the same units, as of that year's own extract."""
        return replace(self, year=year, as_of=self.extracts.get(year, self.as_of), _known={})

    @property
    def unit_ids(self) -> set[int] | None:
        """The units that are counted; None: all."""
        if self.unit is None or self.unit.parent_id is None:
            return None
        unit_id = self.unit.unit_id
        return self.once("unit_ids", lambda: self.tree.below(unit_id))

    @property
    def begins(self) -> dt.datetime:
        """The year's first moment where the institution is."""
        return clock.start_of(dt.date(self.year, 1, 1))

    @property
    def ends(self) -> dt.datetime:
        """The first moment that is not counted: after the year, or after `as_of` if that is before."""
        return clock.end_of(min(dt.date(self.year, 12, 31), self.as_of))

    @property
    def stands(self) -> dt.datetime:
        """The moment at which it is asked what was open and what closed: the end of `as_of`."""
        return clock.end_of(self.as_of)


@dataclass(frozen=True)
class Column:
    """A column: its key in files, its heading on pages and in documents."""

    key: str
    label: _StrPromise | str
    numeric: bool = True
    decimals: int = 0
    files_only: bool = False


@dataclass(frozen=True)
class KeyNumber:
    """A number that stands large on the overview, the words under it, and the year before's."""

    value: int | float | None
    label: str
    decimals: int = 0
    before: int | float | None = None


class Counted(Enum):
    """What a number is about. What counts persons is kept back where they are few, always; what
    counts events where it leaves the circle of those who may see them."""

    PERSONS = auto()
    EVENTS = auto()


Counts = Mapping[tuple[int, str], int]


@dataclass(frozen=True)
class Breakdown:
    """Counts that add up: each thing counted is at one unit and of one category.

    `count` answers for the whole institution, whatever unit the question is about, and for each of
    some years: how many at each unit itself, of each category. `categories` and `total` are the
    columns in which they stand; the keys of `categories` are the codes counted by.
    """

    key: str
    of: Counted
    total: Column
    categories: tuple[Column, ...]
    count: Callable[[Question, Sequence[int]], Mapping[int, Counts]]


@dataclass(frozen=True)
class Behind:
    """The way to the records that a figure counts: a list of those that the reader may see.

    `address` is asked with the reader, the question, the path that its unit has today, and the code
    of a row, or "" for all of them; it answers "" where there is no such list for this reader.
    """

    label: _StrPromise
    address: Callable[[Actor, Question, str, str], str]


@dataclass(frozen=True)
class Figure:
    """A figure's one definition. `definition` tells readers what is counted.

    `rows` answers with one mapping per row. `labels` turns the coded values of the first column
    into words; files keep the codes. `levels` are those it can be grouped by, the usual one first.
    `overview` is its place on the overview page (low first; None: not there), and `key_numbers`
    what it says at the top of that page. `breakdown` is what it counts by unit and category, where
    that adds up: see `groups`. `parts_unit`: its rows part the unit in those right under it.
    """

    key: str
    title: _StrPromise
    definition: _StrPromise
    columns: tuple[Column, ...]
    rows: Callable[[Question], Sequence[Row]]
    labels: Callable[[Question], Mapping[str, str]] | None = None
    levels: tuple[Level, ...] = ()
    chart: Bars | None = None
    single_row: bool = False
    overview: int | None = None
    key_numbers: Callable[[Question], Sequence[KeyNumber]] | None = None
    breakdown: Breakdown | None = None
    parts_unit: bool = False
    behind: Behind | None = None

    @property
    def counts_persons(self) -> bool:
        return self.breakdown is not None and self.breakdown.of is Counted.PERSONS


figures: Port[Figure] = Port("figures")


@dataclass(frozen=True)
class Answer:
    """A figure for one question.

    `rows` hold codes, in the order of files; `labelled` says the first column in words, in the
    order of pages and documents. `outside`: few events are kept back too, for others to read.
    """

    figure: Figure
    question: Question
    rows: tuple[Row, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    outside: bool = False

    @property
    def ordered(self) -> tuple[Row, ...]:
        """The rows as people read them: units by name, what is outside them last."""
        if not self.figure.levels:
            return self.rows
        units = {place.code for place in self.question.tree.places.values()}
        first = self.figure.columns[0].key
        return tuple(
            sorted(
                self.rows,
                key=lambda row: (row[first] not in units, sort_key(str(self.word(row[first])))),
            )
        )

    @property
    def labelled(self) -> tuple[Row, ...]:
        first = self.figure.columns[0].key
        return tuple({**row, first: self.word(row[first])} for row in self.ordered)

    def word(self, code: Value) -> Value:
        """A value of the first column in words; as it is where it has none."""
        return self.labels.get(str(code), code)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of pages and documents."""
        return tuple(column for column in self.figure.columns if not column.files_only)

"""Which numbers about few people are kept back, so that none can be worked out from the others.

A table counts by unit and category, with its sums: a unit's number is that of the units right under
it and of itself alone, and a total is that of its categories. All of these may be asked for, on
different pages and by different people, so a table is judged as a whole.

Its numbers are a flow: each is an arc, each sum a node where as much comes in as goes out. To whoever
sees the published numbers, the others are arcs of unknown size; one of them could be another number
exactly when it lies on a circle of unknown arcs that can give and take one. Where there is no such
circle the cheapest is kept back too. (L. H. Cox, Network models for complementary cell suppression,
Journal of the American Statistical Association 90, 1995.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from heapq import heappop, heappush
from typing import Final, NamedTuple

TOTAL: Final = ""
"""The category of all categories together."""

LEAST: Final = 5


class Group(NamedTuple):
    """A unit with all under it; `alone`: those of the unit itself, where it has others under it."""

    unit: int
    alone: bool = False


class Cell(NamedTuple):
    """A number of the table: how many of a category in a group."""

    group: Group
    category: str


class Hidden(Enum):
    """Why a number is not shown: it is too small, or another could be worked out from it."""

    FEW = "few"
    KEPT = "kept"


Shown = int | Hidden


@dataclass(frozen=True)
class Table:
    """What is counted at each unit itself, by category, and which unit stands above which.

    `above` has one unit under none. Without `categories` only totals are counted, as `TOTAL`.
    """

    above: Mapping[int, int | None]
    categories: tuple[str, ...]
    counts: Mapping[tuple[int, str], int]

    @cached_property
    def under(self) -> dict[int, list[int]]:
        """The units right under each."""
        found: dict[int, list[int]] = {unit: [] for unit in self.above}
        for unit in sorted(self.above):
            parent = self.above[unit]
            if parent is not None:
                found[parent].append(unit)
        return found

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every unit, and every unit alone that has others under it."""
        units = sorted(self.above)
        return (
            *map(Group, units),
            *(Group(unit, alone=True) for unit in units if self.under[unit]),
        )

    @cached_property
    def numbers(self) -> dict[Cell, int]:
        """Every number of the table with its sums."""
        kinds = self.categories or (TOTAL,)
        found = {Cell(group, kind): 0 for group in self.groups for kind in (*kinds, TOTAL)}
        for (unit, kind), number in self.counts.items():
            for group in (Group(unit, alone=True), *map(Group, self.upward(unit))):
                for each in {kind, TOTAL}:
                    if Cell(group, each) in found:
                        found[Cell(group, each)] += number
        return found

    def upward(self, unit: int) -> Iterator[int]:
        """The unit, and each above it."""
        at: int | None = unit
        while at is not None:
            yield at
            at = self.above[at]


def protect(table: Table, least: int) -> dict[Cell, Shown]:
    """Every number of the table, or why it is not shown. The same table gives the same answer.

    Numbers from 1 to `least` - 1 are not shown. Of what is not shown, `FEW` says that it is less than
    `least` (a nought may stand among the few, to hide them), `KEPT` that it is not; none can be told
    even by who knows that. Where that much would tell one, all that is not shown is `KEPT`, which
    then says nothing of its size. Raises ValueError for a `least` below 2.
    """
    if least < 2:
        raise ValueError("a group of one is somebody")
    numbers = table.numbers
    hidden = _hidden(table, least, sized=True)
    sized = hidden is not None
    if hidden is None:
        hidden = _hidden(table, least, sized=False) or set()
    return {
        cell: _reason(number, least, sized=sized) if arc in hidden else number
        for arc, (cell, number) in enumerate(numbers.items())
    }


def _reason(number: int, least: int, *, sized: bool) -> Hidden:
    return Hidden.FEW if sized and number < least else Hidden.KEPT


def _hidden(table: Table, least: int, *, sized: bool) -> set[int] | None:
    """The places of the numbers that are not shown; None where one cannot be hidden."""
    flow = _Flow(table, least, sized=sized)
    small = [arc for arc, number in enumerate(flow.numbers) if 0 < number < least]
    hidden = set(small)
    for arc in small:
        circle = flow.circle(arc, hidden)
        if circle is None:
            return None
        hidden |= circle
    return hidden


class _Step(NamedTuple):
    arc: int
    to: int


class _Flow:
    """The table's numbers as arcs: down the units in each category, through the unit where they
    are counted, and up again as totals."""

    def __init__(self, table: Table, least: int, *, sized: bool) -> None:
        # A number that is said to be small stays so, and one that is said not to be.
        self._most = least - 1 if sized else None
        self._fewest = {0, least} if sized else {0}
        self.numbers = list(table.numbers.values())
        self._names: dict[tuple[object, ...], int] = {}
        self.ends = [self._ends(table, cell) for cell in table.numbers]
        self._steps: list[list[_Step]] = [[] for _name in self._names]
        for arc, (start, end) in enumerate(self.ends):
            if self._can_grow(arc):
                self._steps[start].append(_Step(arc, end))
            if self._can_shrink(arc):
                self._steps[end].append(_Step(arc, start))

    def circle(self, arc: int, hidden: set[int]) -> set[int] | None:
        """The arcs of the cheapest circle through an arc: those kept back already cost nothing."""
        start, end = self.ends[arc]
        ways = []
        if self._can_grow(arc):
            ways.append(self._way(end, start, arc, hidden))
        if self._can_shrink(arc):
            ways.append(self._way(start, end, arc, hidden))
        found = min((way for way in ways if way), key=lambda way: way[0], default=None)
        return None if found is None else found[1]

    def _way(
        self, start: int, end: int, without: int, hidden: set[int]
    ) -> tuple[tuple[int, int], set[int]] | None:
        came: dict[int, _Step] = {}
        done: set[int] = set()
        waiting: list[tuple[int, int, int, _Step | None]] = [(0, 0, start, None)]
        while waiting:
            price, length, node, step = heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if step is not None:
                came[node] = step
            if node == end:
                return (price, length), self._back(came, start, end)
            for arc, to in self._steps[node]:
                if to not in done and arc != without:
                    more = 0 if arc in hidden else self.numbers[arc] + 1
                    heappush(waiting, (price + more, length + 1, to, _Step(arc, node)))
        return None

    def _back(self, came: dict[int, _Step], start: int, end: int) -> set[int]:
        arcs = set()
        while end != start:
            arc, end = came[end]
            arcs.add(arc)
        return arcs

    def _can_grow(self, arc: int) -> bool:
        return self.numbers[arc] != self._most

    def _can_shrink(self, arc: int) -> bool:
        return self.numbers[arc] not in self._fewest

    def _ends(self, table: Table, cell: Cell) -> tuple[int, int]:
        (unit, alone), kind = cell
        inner = bool(table.under[unit]) and not alone
        parent = unit if alone else table.above[unit]
        over = self._node() if parent is None else self._node(parent, kind)
        if inner:
            here = self._node(unit, kind)
        else:
            here = self._node(unit) if table.categories else self._node()
        return (here, over) if kind == TOTAL else (over, here)

    def _node(self, *name: object) -> int:
        return self._names.setdefault(name, len(self._names))

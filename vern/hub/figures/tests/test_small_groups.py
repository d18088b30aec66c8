"""No number that is kept back can be worked out from those that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vern.hub.figures.rules import TOTAL, Cell, Group, Hidden, Shown, Table, protect

ONE_PARENT = {1: None, 2: 1, 3: 1}
TWO_LEVELS = {1: None, 2: 1, 3: 1, 4: 3}


def every(
    above: Mapping[int, int | None], categories: tuple[str, ...], most: int
) -> Iterator[Table]:
    """All tables with at most so many in each cell."""
    cells = [(unit, each) for unit in above for each in categories or (TOTAL,)]
    for numbers in product(range(most + 1), repeat=len(cells)):
        yield Table(above, categories, dict(zip(cells, numbers, strict=True)))


@pytest.mark.parametrize(
    ("above", "categories", "most", "least"),
    [
        (ONE_PARENT, (), 5, 3),
        (TWO_LEVELS, (), 3, 2),
        ({1: None, 2: 1}, ("a", "b"), 4, 3),
        (ONE_PARENT, ("a", "b"), 2, 2),
    ],
)
def test_in_no_small_table_can_a_number_be_told(
    above: Mapping[int, int | None], categories: tuple[str, ...], most: int, least: int
) -> None:
    """Everything that fits what is shown is gone through; tables reach one further than those that
    are published, so that the largest has somewhere to go."""
    everything = list(every(above, categories, most + 1))
    by_size: dict[tuple[bool, ...], list[tuple[int, ...]]] = {}
    for table in everything:
        numbers = tuple(table.numbers.values())
        by_size.setdefault(tuple(each < least for each in numbers), []).append(numbers)
    published: dict[tuple[Hidden | None, ...], set[tuple[int, ...]]] = {}
    for table in everything:
        if max(table.counts.values()) <= most:
            shown = tuple(protect(table, least).values())
            pattern = tuple(each if isinstance(each, Hidden) else None for each in shown)
            published.setdefault(pattern, set()).add(
                tuple(each for each in shown if isinstance(each, int))
            )
    told = []
    for pattern, pages in published.items():
        fitting: dict[tuple[int, ...], list[tuple[int, ...]]] = {page: [] for page in pages}
        for each in (n for small in by_size if _as_said(pattern, small) for n in by_size[small]):
            page = tuple(n for why, n in zip(pattern, each, strict=True) if why is None)
            if page in fitting:
                fitting[page].append(each)
        told += [
            (pattern, page, place)
            for page, possible in fitting.items()
            for place, why in enumerate(pattern)
            if why is not None and len({each[place] for each in possible}) == 1
        ]
    assert told == []


def _as_said(pattern: tuple[Hidden | None, ...], small: tuple[bool, ...]) -> bool:
    """Whether the numbers are as small and as large as it is said of them."""
    if Hidden.FEW not in pattern:
        return True
    return all(
        why is None or (why is Hidden.FEW) == each for why, each in zip(pattern, small, strict=True)
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    size = draw(st.integers(1, 12))
    above: dict[int, int | None] = {1: None}
    for unit in range(2, size + 1):
        above[unit] = draw(st.integers(max(1, unit - 5), unit - 1))
    categories = draw(st.sampled_from([(), ("a", "b"), ("a", "b", "c", "d")]))
    number = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 60))
    cells = [(unit, each) for unit in above for each in categories or (TOTAL,)]
    return Table(above, categories, {cell: draw(number) for cell in cells})


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(2, 6))
def test_who_reckons_with_sums_and_bounds_gets_nowhere(table: Table, least: int) -> None:
    shown = protect(table, least)
    low, high = worked_out(table, shown, least)
    assert [cell for cell, why in shown.items() if isinstance(why, Hidden)] == [
        cell for cell in shown if low[cell] < high[cell]
    ]


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(2, 6))
def test_what_is_shown_is_true_and_nobody_is_among_the_few(table: Table, least: int) -> None:
    shown = protect(table, least)
    for cell, number in table.numbers.items():
        said = shown[cell]
        if isinstance(said, int):
            assert said == number
            assert number == 0 or number >= least
        elif said is Hidden.FEW:
            assert number < least
        else:
            assert number >= least or Hidden.FEW not in shown.values()


def test_without_neighbours_the_reckoner_wins() -> None:
    """The reckoner is able to find something: where nothing but the small numbers is kept back."""
    table = Table(ONE_PARENT, (), {(2, TOTAL): 3, (3, TOTAL): 9})
    alone: dict[Cell, Shown] = {
        cell: Hidden.FEW if 0 < number < 5 else number for cell, number in table.numbers.items()
    }
    low, high = worked_out(table, alone, 5)
    assert low[Cell(Group(2), TOTAL)] == high[Cell(Group(2), TOTAL)] == 3


def worked_out(
    table: Table, shown: Mapping[Cell, Shown], least: int
) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """The least and the most that each number can be, to one who reckons with each sum in turn."""
    sized = Hidden.FEW in shown.values()
    endless = 10**6
    low, high = {}, {}
    for cell, said in shown.items():
        if isinstance(said, int):
            low[cell] = high[cell] = said
        elif said is Hidden.FEW:
            low[cell], high[cell] = 0, least - 1
        else:
            low[cell], high[cell] = least if sized else 0, endless
    sums = list(_sums(table))
    changed = True
    while changed:
        changed = False
        for whole, parts in sums:
            for cell, least_, most in _tightened(whole, parts, low, high):
                if least_ > low[cell] or most < high[cell]:
                    low[cell], high[cell] = max(low[cell], least_), min(high[cell], most)
                    changed = True
    return low, high


def _tightened(
    whole: Cell, parts: list[Cell], low: dict[Cell, int], high: dict[Cell, int]
) -> Iterator[tuple[Cell, int, int]]:
    yield whole, sum(low[each] for each in parts), sum(high[each] for each in parts)
    for part in parts:
        others = [each for each in parts if each != part]
        yield (
            part,
            low[whole] - sum(high[each] for each in others),
            high[whole] - sum(low[each] for each in others),
        )


def _sums(table: Table) -> Iterator[tuple[Cell, list[Cell]]]:
    for unit, under in table.under.items():
        for each in (*table.categories, TOTAL):
            if under:
                groups = [Group(unit, alone=True), *map(Group, under)]
                yield Cell(Group(unit), each), [Cell(group, each) for group in groups]
    for group in table.groups:
        if table.categories:
            yield Cell(group, TOTAL), [Cell(group, each) for each in table.categories]


def test_a_small_department_takes_a_neighbour_or_the_sum_with_it() -> None:
    table = Table({1: None, 2: 1, 3: 1, 4: 1}, (), {(2, TOTAL): 3, (3, TOTAL): 9, (4, TOTAL): 20})
    shown = protect(table, 5)
    said = {unit: shown[Cell(Group(unit), TOTAL)] for unit in (1, 2, 3, 4)}
    assert said[2] is Hidden.FEW
    assert shown[Cell(Group(1, alone=True), TOTAL)] is Hidden.FEW
    assert (said[1], said[3], said[4]) == (32, 9, 20)


def test_a_nought_is_shown_where_it_hides_nobody() -> None:
    table = Table(ONE_PARENT, (), {(2, TOTAL): 0, (3, TOTAL): 12})
    assert set(protect(table, 5).values()) == {0, 12}


def test_a_group_of_one_cannot_be_the_least() -> None:
    with pytest.raises(ValueError, match="somebody"):
        protect(Table(ONE_PARENT, (), {}), 1)

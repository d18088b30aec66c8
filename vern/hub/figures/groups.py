"""Numbers about groups: by unit and category, or by year, with few persons kept back.

What is kept back is decided for a year and the whole institution at once, and looked up from there:
every page, file and reader gets the same answer, so that nothing can be put together from several.
Therefore each year stands as its own units did, and rows are those right under a unit and what is
counted at the unit itself: these sums and no others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.org.tree import Place, Tree, tree_on
from vern.hub.figures.ports import (
    Breakdown,
    Column,
    Counts,
    Figure,
    Question,
    Row,
    Value,
    Withheld,
)
from vern.hub.figures.rules import TOTAL, Cell, Group, Hidden, Shown, Table, protect

ALL: Final = "all"
ALONE: Final = "alone"
YEARS: Final = 5


def by_unit(breakdown: Breakdown) -> Callable[[Question], Sequence[Row]]:
    """A row for the unit, one for each right under it, and one for what is at the unit itself."""

    def rows(question: Question) -> Sequence[Row]:
        place = _place(question)
        shown = _shown(breakdown, question, [question.year])[question.year]
        under = question.tree.children(place.unit_id)
        groups = [
            (ALL, place.name, Group(place.unit_id)),
            *((each.code, each.name, Group(each.unit_id)) for each in under),
            *([(ALONE, place.name, Group(place.unit_id, alone=True))] if under else []),
        ]
        return [
            {"unit": code, "name": name, **_numbers(breakdown, shown, group, question.least)}
            for code, name, group in groups
        ]

    return rows


def by_year(breakdown: Breakdown) -> Callable[[Question], Sequence[Row]]:
    """A row for each of the last years; nothing where the unit did not stand at the year's end."""

    def rows(question: Question) -> Sequence[Row]:
        unit_id = _place(question).unit_id
        years = range(question.year - YEARS + 1, question.year + 1)
        shown = _shown(breakdown, question, years)
        return [
            {"year": year, **_numbers(breakdown, shown[year], Group(unit_id), question.least)}
            for year in years
        ]

    return rows


def unit_columns(breakdown: Breakdown) -> tuple[Column, ...]:
    return (
        Column("unit", _("Unit"), numeric=False),
        Column("name", _("Name"), numeric=False, files_only=True),
        *_number_columns(breakdown),
    )


def year_columns(breakdown: Breakdown) -> tuple[Column, ...]:
    return (Column("year", _("Year"), numeric=False), *_number_columns(breakdown))


def unit_labels(question: Question) -> dict[str, str]:
    """Units by name; what the rows of `by_unit` are called."""
    name = {"unit": _place(question).name}
    return {
        **{place.code: place.name for place in question.tree.places.values()},
        ALL: gettext("%(unit)s, in all") % name,
        ALONE: gettext("%(unit)s itself") % name,
    }


def for_others(figure: Figure) -> Figure | None:
    """The figure as it may leave the circle of those entitled; None where it may not."""
    if figure.breakdown is None or figure.counts_persons:
        return figure if figure.counts_persons else None
    return replace(
        figure,
        columns=unit_columns(figure.breakdown),
        rows=by_unit(figure.breakdown),
        labels=unit_labels,
        levels=(),
        chart=None,
        key_numbers=None,
        single_row=False,
        parts_unit=True,
    )


def _place(question: Question) -> Place:
    """The unit asked for, or the institution."""
    if question.unit is not None:
        return question.unit
    return next(each for each in question.tree.places.values() if each.parent_id is None)


def _number_columns(breakdown: Breakdown) -> tuple[Column, ...]:
    return (breakdown.total, *breakdown.categories)


def _numbers(
    breakdown: Breakdown, shown: Mapping[Cell, Shown], group: Group, least: int
) -> dict[str, Value]:
    keys = [TOTAL, *(column.key for column in breakdown.categories)]
    columns = [column.key for column in _number_columns(breakdown)]
    return {
        column: _value(shown.get(Cell(group, key)), least)
        for column, key in zip(columns, keys, strict=True)
    }


def _value(said: Shown | None, least: int) -> Value:
    return Withheld(said, least) if isinstance(said, Hidden) else said


def _shown(
    breakdown: Breakdown, question: Question, years: Sequence[int]
) -> Mapping[int, Mapping[Cell, Shown]]:
    counted = breakdown.count(replace(question, unit=None, _known={}), years)
    categories = tuple(column.key for column in breakdown.categories)
    found: dict[int, Mapping[Cell, Shown]] = {}
    for year in years:
        tree = question.tree if year == question.year else _tree_of(question.of(year))
        found[year] = _protected(tree, categories, counted.get(year, {}), question.least)
    return found


def _tree_of(question: Question) -> Tree:
    return tree_on(min(dt.date(question.year, 12, 31), question.as_of))


def _protected(
    tree: Tree, categories: tuple[str, ...], counts: Counts, least: int
) -> Mapping[Cell, Shown]:
    if not tree.places:
        return {}
    standing: dict[tuple[int, str], int] = {}
    for (unit_id, category), number in counts.items():
        at = next(place.unit_id for place in tree.upward(unit_id) if place.active)
        standing[at, category] = standing.get((at, category), 0) + number
    return _judged(tree, categories, tuple(sorted(standing.items())), least)


@lru_cache(maxsize=64)
def _judged(
    tree: Tree,
    categories: tuple[str, ...],
    counts: tuple[tuple[tuple[int, str], int], ...],
    least: int,
) -> Mapping[Cell, Shown]:
    """A year's table is the same until something in it changes."""
    above = {
        place.unit_id: next(
            (each.unit_id for each in tree.upward(place.unit_id) if each.active and each != place),
            None,
        )
        for place in tree.places.values()
        if place.active
    }
    return protect(Table(above, categories, dict(counts)), least)

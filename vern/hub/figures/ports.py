"""What a module says about a figure that it contributes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vern.core.kernel.ports import Port
from vern.core.org.tree import Level, Place, Tree

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """What is asked of a figure: a year, as of a day, for a unit and all below it or for all."""

    year: int
    as_of: dt.date
    tree: Tree
    level: Level = Level.INSTITUTION
    unit: Place | None = None

    @property
    def unit_ids(self) -> set[int] | None:
        """The units that are counted; None: all."""
        return self.tree.below(self.unit.unit_id) if self.unit else None


@dataclass(frozen=True)
class Column:
    """A column: its key in files, its heading on pages."""

    key: str
    label: _StrPromise | str
    numeric: bool = True


@dataclass(frozen=True)
class Figure:
    """A figure's one definition. `definition` tells readers what is counted.

    `rows` answers with one mapping per row. `labels` turns the coded values of the first column
    into words; files keep the codes. `chart` is a Vega-Lite spec of the labelled rows.
    """

    key: str
    title: _StrPromise
    definition: _StrPromise
    columns: tuple[Column, ...]
    rows: Callable[[Question], Sequence[Row]]
    labels: Callable[[Question], Mapping[str, str]] | None = None
    levels: tuple[Level, ...] = ()
    chart: Callable[[Sequence[Row]], dict[str, Any]] | None = None
    single_row: bool = False


figures: Port[Figure] = Port("figures")

"""The matrix as a grid: which rows lie in which cell, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vern.plan.risk.queries.show import Sheet
from vern.plan.risk.rules import DIMENSIONS, LIKELIHOOD, Colour, Judged
from vern.plan.risk.scales import Level


@dataclass(frozen=True)
class Cell:
    """A cell: its colour, and the numbers of the rows that lie in it."""

    colour: Colour
    rows: tuple[int, ...]

    @property
    def numbers(self) -> str:
        return ", ".join(str(each) for each in self.rows)


@dataclass(frozen=True)
class Line:
    """A likelihood with a cell for each consequence."""

    likelihood: Level
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """The most likely stands at the top. `placed`: how many rows lie in it."""

    lines: Sequence[Line]
    consequences: Sequence[Level]
    placed: int


def worst_place(sheet: Sheet, judged: Judged) -> tuple[int, int] | None:
    """Likelihood and the consequence with the worst colour; None until both are chosen."""
    likelihood = judged.get(LIKELIHOOD)
    levels = {each.level for each in sheet.said.matrix.consequences}
    chosen = [judged[each] for each in DIMENSIONS if judged.get(each) in levels]
    if likelihood not in sheet.said.matrix.likelihoods or not chosen:
        return None
    return likelihood, max(chosen)


def grid(sheet: Sheet, *, after: bool = False, language: str | None = None) -> Grid:
    """Rows by their worst consequence. `after`: with the measures; who did not judge that anew, is
    where it was."""
    places: dict[tuple[int, int], list[int]] = {}
    for number, view in enumerate(sheet.rows, 1):
        judged = (view.row.after or view.row.before) if after else view.row.before
        place = worst_place(sheet, judged)
        if place is None and after:
            place = worst_place(sheet, view.row.before)
        if place is not None:
            places.setdefault(place, []).append(number)
    matrix = sheet.said.matrix
    consequences = sheet.said.consequences(language)
    lines = [
        Line(
            often,
            [
                Cell(
                    matrix.colour(often.level, bad.level),
                    tuple(places.get((often.level, bad.level), ())),
                )
                for bad in consequences
            ],
        )
        for often in reversed(sheet.said.likelihoods(language))
    ]
    return Grid(lines, consequences, sum(len(each) for each in places.values()))

"""How serious each report is: exactly the published marginals in 2025, alike in other years.

The published table gives six rows, each on its own. `PAIRS` is our way of putting actual and
potential together so that both rows of a dimension come out and potential is never below actual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from vern.site.demo.catalogue import DIMENSIONS, Box
from vern.site.demo.content import published

Level = int | None
Pair = tuple[Level, Level]
COLUMNS: tuple[Level, ...] = (None, 0, 1, 2, 3, 4)
NOT_CHOSEN_SHARE = {"human": 0.024, "material": 0.058, "environment": 0.063}


class DoesNotFitError(ValueError):
    """What was drawn cannot have the published levels."""


@dataclass
class Judged:
    """A report that is to get a severity: what is plausible, and how grave it is by chance."""

    boxes: tuple[Box, Box, Box]
    gravity: float
    unassessed: bool = False


def pairs(dimension: str) -> dict[Pair, int]:
    """How many of each (actual, potential) the published rows allow, put together by us.

    "Not chosen" goes with "not chosen" as far as possible. A third of what happened could have been
    one level worse, the rest was as bad as it could be; all others happened to go well.
    """
    rows = published().severity
    actual = dict(zip(COLUMNS, rows[f"{dimension}_actual"], strict=True))
    potential = dict(zip(COLUMNS, rows[f"{dimension}_potential"], strict=True))
    found: dict[Pair, int] = {}

    def put(a: Level, p: Level, count: int) -> None:
        if count > 0:
            found[a, p] = found.get((a, p), 0) + count
            actual[a] -= count
            potential[p] -= count

    both = min(actual[None], potential[None])
    put(None, None, both)
    put(0, None, potential[None])
    put(None, 0, actual[None])
    for a in (4, 3, 2, 1):
        if a < 4:
            put(a, a + 1, min(potential[a + 1], actual[a] // 3))
        for p in range(a, 5):
            put(a, p, min(actual[a], potential[p]))
    for p in (4, 3, 2, 1, 0):
        put(0, p, min(actual[0], potential[p]))
    if any(actual.values()) or any(potential.values()):
        raise ValueError(f"the published rows of {dimension} do not fit together")
    return found


def spread(reports: Sequence[Judged]) -> list[tuple[Pair, Pair, Pair]]:
    """Give each report its levels so that every published number comes out."""
    columns = [_spread_one(reports, number, name) for number, name in enumerate(DIMENSIONS)]
    return [(columns[0][i], columns[1][i], columns[2][i]) for i in range(len(reports))]


def _spread_one(reports: Sequence[Judged], number: int, dimension: str) -> list[Pair]:
    """The gravest pairs first, each to those who must have it, then to the gravest who can."""
    counts = pairs(dimension)
    given: dict[int, Pair] = {}
    _not_chosen(reports, number, counts, given)
    for pair in sorted(counts, key=_grave, reverse=True):
        actual, potential = pair
        fitting = [
            i
            for i, report in enumerate(reports)
            if i not in given and report.boxes[number].holds(actual, potential)
        ]
        fitting.sort(key=lambda i: (_must(reports[i].boxes[number], pair), reports[i].gravity))
        taken = fitting[len(fitting) - counts[pair] :]
        if len(taken) < counts[pair]:
            raise DoesNotFitError(f"{dimension}: only {len(fitting)} reports can be {pair}")
        given.update(dict.fromkeys(taken, pair))
    if len(given) != len(reports):
        left = [reports[i].boxes[number] for i in range(len(reports)) if i not in given]
        raise DoesNotFitError(f"{dimension}: {len(left)} reports fit no level, such as {left[0]}")
    return [given[i] for i in range(len(reports))]


def _grave(pair: Pair) -> tuple[int, int]:
    return pair[1] or 0, pair[0] or 0


def _must(box: Box, pair: Pair) -> bool:
    """Whether the box takes nothing lighter than this pair."""
    return box.potential[0] >= (pair[1] or 0) and box.actual[0] >= (pair[0] or 0)


def _not_chosen(
    reports: Sequence[Judged], number: int, counts: dict[Pair, int], given: dict[int, Pair]
) -> None:
    """Nobody chose a level: those that nobody has looked at, then light ones."""
    light = [i for i, report in enumerate(reports) if report.boxes[number].holds(0, 0)]
    light.sort(key=lambda i: (not reports[i].unassessed, (reports[i].gravity * (7 + number)) % 1))
    for pair in [pair for pair in counts if None in pair]:
        for i in light[: counts[pair]]:
            given[i] = pair
        del light[: counts.pop(pair)]


def likely(report: Judged, chance: Random) -> tuple[Pair, Pair, Pair]:
    """Levels for a report of another year: as often as in 2025, within what is plausible."""
    first, second, third = (
        _likely_one(report, number, chance) for number in range(len(DIMENSIONS))
    )
    return first, second, third


def _likely_one(report: Judged, number: int, chance: Random) -> Pair:
    dimension, box = DIMENSIONS[number], report.boxes[number]
    if report.unassessed or (box.holds(0, 0) and chance.random() < NOT_CHOSEN_SHARE[dimension]):
        return None, None
    rows = published().severity
    potential = _draw(rows[f"{dimension}_potential"], box.potential, chance)
    highest = min(potential, box.actual[1])
    actual = _draw(rows[f"{dimension}_actual"], (min(box.actual[0], highest), highest), chance)
    return actual, potential


def _draw(row: tuple[int, ...], between: tuple[int, int], chance: Random) -> int:
    levels = range(between[0], between[1] + 1)
    weights = [row[1 + level] + 0.3 for level in levels]
    return chance.choices(levels, weights)[0]

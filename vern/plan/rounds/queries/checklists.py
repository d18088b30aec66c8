"""What is looked at on a round: its themes and points, in the words that held when it was walked."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from vern.core.kernel.texts import LANGUAGES
from vern.hub.content.queries import Said, changed_since, said_then
from vern.plan.rounds.editable import POINTS, THEMES
from vern.plan.rounds.models import Checkpoint, Content, Round, Theme

C = TypeVar("C", bound=Content)


@dataclass(frozen=True)
class Checklist:
    """A theme with its points, in order."""

    theme: Theme
    points: tuple[Checkpoint, ...]


def checklists_of(round_: Round) -> list[Checklist]:
    """The chosen themes with the points that are on offer; while one walks and afterwards also those
    that have been answered and are offered no more. Three queries at most."""
    said = words_then(round_)
    themes = list(round_.themes.all())
    answered = set(round_.marks.values_list("point", flat=True)) if round_.fixed_at else set()
    points: dict[int, list[Checkpoint]] = {}
    for each in Checkpoint.objects.filter(theme__in=themes):
        if each.offered or each.pk in answered:
            points.setdefault(each.theme_id, []).append(as_then(each, said))
    return [
        Checklist(as_then(each, said), tuple(points[each.pk]))
        for each in themes
        if each.pk in points
    ]


def words_then(round_: Round) -> Said:
    """What themes and points said when the walk began, of those that have been changed since."""
    if round_.fixed_at is None:
        return {}
    return said_then(changed_since((THEMES, POINTS), round_.fixed_at), round_.fixed_at)


def as_then(row: C, said: Said) -> C:
    """The row in the words of then. No query."""
    values = said.get((POINTS if isinstance(row, Checkpoint) else THEMES, row.key))
    if values is None:
        return row
    old = copy.copy(row)
    for field in ("name", "help"):
        for language in LANGUAGES:
            column = f"{field}_{language}"
            setattr(old, column, values.get(column, getattr(row, column)))
    return old


def all_as_then(rows: Iterable[C], said: Said) -> Mapping[int, C]:
    """The same for some, by key."""
    return {each.pk: as_then(each, said) for each in rows}

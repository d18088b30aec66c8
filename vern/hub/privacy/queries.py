"""All that is stored about one person, for themselves."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day, day_and_time
from vern.core.kernel.ui.tables import Cell
from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Value, personal_data

SHOWN: Final = 50
"""So many rows of a table stand on the page; the files have all."""


@dataclass(frozen=True)
class Part:
    """One table as it stands on the page. `more`: whether the files have more of it."""

    source: PersonalData
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    more: bool


def in_order() -> list[PersonalData]:
    """Every module's tables, what tells who one is first."""
    return sorted(personal_data, key=lambda each: each.order)


def parts(actor: Actor) -> list[Part]:
    """The newest of everything."""
    found = []
    for each in in_order():
        rows = list(islice(each.rows(actor), SHOWN + 1))
        cells = [[Cell(in_words(value)) for value in row] for row in rows[:SHOWN]]
        headings = [str(heading) for _key, heading in each.columns]
        found.append(Part(each, headings, cells, len(rows) > SHOWN))
    return found


def in_words(value: Value) -> str:
    """Local time, in the reader's language."""
    if isinstance(value, dt.datetime):
        return day_and_time(value)
    if isinstance(value, dt.date):
        return day(value)
    return "" if value is None else str(value)


def as_json(actor: Actor) -> str:
    """Everything, for a machine: keys in English, moments in UTC."""
    tables = {
        each.key: [
            dict(zip((key for key, _heading in each.columns), map(_plain, row), strict=True))
            for row in each.rows(actor)
        ]
        for each in in_order()
    }
    stored = {"person": actor.person_id, "made": _plain(clock.now()), **tables}
    return json.dumps(stored, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Value) -> str | int | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)

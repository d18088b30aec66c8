"""What modules' records await someone: asked of all of them at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import answered_by
from vern.core.records.composed import NOTHING, composed
from vern.core.records.kinds import kinds
from vern.hub.desk.ports import Task, Tasks, Turn, TurnGroup, turn_groups

_FIRST = """
SELECT placed.grouped, placed.turn, placed.key, placed.due, placed.count,
       record.kind, record.number, record.title, unit.name_nb, unit.name_nn, unit.name_en
FROM (
  SELECT *, row_number() OVER (PARTITION BY grouped ORDER BY due NULLS LAST, key) AS place,
         count(*) OVER (PARTITION BY grouped) AS count
  FROM ({parts}) AS part (grouped, turn, key, due, of_units)
) AS placed
LEFT JOIN records_record record ON record.id = placed.key AND NOT placed.of_units
LEFT JOIN org_unit unit
  ON unit.id = CASE WHEN placed.of_units THEN placed.key ELSE record.handling_unit_id END
WHERE placed.place <= %s ORDER BY placed.grouped, placed.place
"""


@dataclass(frozen=True)
class _Row:
    group: str
    turn: str
    key: int
    due: dt.date | None
    count: int
    kind: str
    number: str
    title: str
    name_nb: str
    name_nn: str
    name_en: str


def turns_of(actor: Actor, limit: int) -> list[tuple[TurnGroup, Tasks]]:
    """Each group that concerns the actor, with at most `limit` of its tasks, the nearest day first:
    one query."""
    groups = [each for each in turn_groups if each.concerns(actor)]
    if actor.person_id is None or not groups:
        return []
    answered_by(actor)  # from here on known: the statements ask for it
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in _read(groups, actor, limit):
        found[row.group].append(row)
    return [(group, _tasks(group, found[group.key])) for group in groups]


def _read(groups: Sequence[TurnGroup], actor: Actor, limit: int) -> Iterator[_Row]:
    asked = [
        composed(_rows, actor, group.key, turn.key) for group in groups for turn in group.turns
    ]
    parts = [each for each in asked if each != NOTHING]
    if not parts:
        return
    together = " UNION ALL ".join(f"({statement})" for statement, _given in parts)
    given = [value for _statement, values in parts for value in values]
    with connection.cursor() as cursor:
        cursor.execute(_FIRST.format(parts=together), [*given, limit])
        for row in cursor.fetchall():
            yield _Row(*row)


def _rows(actor: Actor, group: str, turn: str) -> QuerySet[Any, Any]:
    """A turn's rows: its group, its key, the record's key and the day, and whether it is a unit's."""
    chosen = _turn(turn_groups[group], turn)
    rows: QuerySet[Any, Any] = (
        chosen.rows(actor)
        .order_by()
        .annotate(
            grouped=Value(group, TextField()),
            turn=Value(turn, TextField()),
            until=Cast(F(chosen.due), DateField()),
            of_units=Value(chosen.of_units, BooleanField()),
        )
        .values("grouped", "turn", "pk", "until", "of_units")
    )
    return rows


def _turn(group: TurnGroup, key: str) -> Turn:
    return next(each for each in group.turns if each.key == key)


def _tasks(group: TurnGroup, rows: Sequence[_Row]) -> Tasks:
    first = [_task(_turn(group, row.turn), row) for row in rows]
    return Tasks(first, rows[0].count if rows else 0)


def _task(turn: Turn, row: _Row) -> Task:
    address = turn.action or kinds[row.kind].url
    return Task(
        title=str(turn.title or row.title),
        url=address(row.key),
        unit=Unit(name_nb=row.name_nb, name_nn=row.name_nn, name_en=row.name_en).name,
        number="" if turn.title else row.number,
        due=row.due,
        until=str(turn.until) if turn.until else _("By %(day)s"),
        status=str(turn.status),
    )

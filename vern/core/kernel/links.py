"""What one row is linked with, set in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg.sql import SQL, Identifier

_CHOOSE = SQL(
    """
WITH left_out AS (DELETE FROM {links} WHERE {one} = %(one)s AND {other} <> ALL (%(others)s::bigint[]))
INSERT INTO {links} ({one}, {other})
SELECT %(one)s, unnest(%(others)s::bigint[]) ON CONFLICT DO NOTHING
"""
)


def choose(relation: Any, rows: Iterable[models.Model]) -> None:
    """The row's many-to-many `relation` holds these from now on: what its `set` does in three
    statements. Keys are numbers. Nothing listens for such changes here, so no signal is sent."""
    statement = _statement(relation.through, relation.source_field_name, relation.target_field_name)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"one": relation.instance.pk, "others": [row.pk for row in rows]})


@cache
def _statement(through: Any, one: str, other: str) -> str:
    links = through._meta  # noqa: SLF001 - Django's documented way to a table's names
    return _CHOOSE.format(
        links=Identifier(links.db_table),
        one=Identifier(links.get_field(one).column),
        other=Identifier(links.get_field(other).column),
    ).as_string()

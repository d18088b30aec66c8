"""Rows of several tables in one question, for pages that show a little of much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from vern.core.kernel.prepared import Prepared

Statement = tuple[str, Sequence[Any]]


def ask(**parts: QuerySet[Any, Any]) -> dict[str, list[Any]]:
    """The rows of each queryset, all in one question. None of them may join with select_related:
    `relate` puts in what they point to."""
    statements = {name: part.query.sql_with_params() for name, part in parts.items()}
    return _ask(statements, {name: part.model for name, part in parts.items()})


def keys(parts: Mapping[str, QuerySet[Any, Any]]) -> dict[str, list[int]]:
    """The keys that each queryset of keys alone gives, in its order, all in one question."""
    statements: dict[str, Statement] = {}
    for name, part in parts.items():
        with suppress(EmptyResultSet):
            statements[name] = part.query.sql_with_params()
    found: dict[str, list[int]] = {name: [] for name in parts}
    if statements:
        asked = ", ".join(f"ARRAY({sql})" for sql, _given in statements.values())
        given = [one for _sql, params in statements.values() for one in params]
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + asked, given)
            found |= zip(statements, cursor.fetchone() or (), strict=True)
    return found


class Together:
    """The same for querysets that differ in one whole number only, the same for all, or in one list
    of them: composed once."""

    def __init__(self, **parts: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._parts = {name: Prepared(part) for name, part in parts.items()}
        self._rows = parts
        self._models: dict[str, type[Model]] = {}

    def __call__(self, key: int | list[int]) -> dict[str, list[Any]]:
        if not self._models:
            self._models = {name: rows(0).model for name, rows in self._rows.items()}
        return _ask({name: part(key) for name, part in self._parts.items()}, self._models)


def _ask(
    statements: Mapping[str, Statement], models: Mapping[str, type[Model]]
) -> dict[str, list[Any]]:
    if not statements:
        return {}
    parts = (f"(SELECT json_agg(t) FROM ({sql}) t)" for sql, _given in statements.values())  # noqa: S608 (Django's own)
    given = [one for _sql, params in statements.values() for one in params]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), given)
        found = cursor.fetchone() or ()
    return {
        name: _made(models[name], _loaded(rows))
        for name, rows in zip(statements, found, strict=True)
    }


def _loaded(rows: Any) -> list[dict[str, Any]]:
    return (json.loads(rows) if isinstance(rows, str) else rows) or []


def _made(model: type[Model], rows: Sequence[dict[str, Any]]) -> list[Model]:
    """Rows as models; what is no column of them becomes an attribute."""
    if not rows:
        return []
    fields = {str(field.column): field for field in model._meta.concrete_fields}  # noqa: SLF001
    here = {column: field for column, field in fields.items() if column in rows[0]}
    names = [field.attname for field in here.values()]
    made = []
    for row in rows:
        values = [field.to_python(row.pop(column)) for column, field in here.items()]
        one = model.from_db(connection.alias, names, values)
        for name, value in row.items():
            setattr(one, name, value)
        made.append(one)
    return made


def relate(rows: Iterable[Model], field: str, found: Mapping[int, Model]) -> None:
    """Put in what a foreign key of the rows points to. What was not found is left to be asked for."""
    for row in rows:
        key = getattr(row, f"{field}_id")
        if key is None or key in found:
            setattr(row, field, found.get(key))


def keep(thing: Model, relation: str, rows: Sequence[Model]) -> None:
    """As if prefetched: `thing.relation.all()` asks nothing more."""
    kept: QuerySet[Any, Any] = getattr(thing, relation).all()
    # What Django's own prefetch does; it offers no other way to hand it rows.
    kept._result_cache = list(rows)  # noqa: SLF001
    kept._prefetch_done = True  # type: ignore[attr-defined] # noqa: SLF001
    thing.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = kept

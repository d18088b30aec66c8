"""Statements that Django composes once: where a page asks the same each time, composing costs
more than asking."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_ANY_KEY = -7_919_000_001
"""Stands in a statement for the key that it will be asked with."""


class Prepared:
    """The statement of a queryset that differs in one whole number only: the key asked for; or in
    one list of them, which `rows` is given as a list of one."""

    def __init__(self, rows: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._rows = rows

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        statement, params = self._rows(_ANY_KEY).query.sql_with_params()
        return statement, tuple(params)

    def __call__(self, key: int | list[int]) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, as cursors and `raw()` take them."""
        statement, params = self._statement
        stands = _ANY_KEY if isinstance(key, int) else [_ANY_KEY]
        return statement, tuple(key if each == stands else each for each in params)

    def rows(self, key: int | list[int]) -> list[tuple[Any, ...]]:
        """What the statement finds, as plain rows."""
        with connection.cursor() as cursor:
            cursor.execute(*self(key))
            return list(cursor.fetchall())

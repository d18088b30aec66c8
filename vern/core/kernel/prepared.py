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
    """The statement of a queryset that differs in one whole number only: the key asked for."""

    def __init__(self, rows: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._rows = rows

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        statement, params = self._rows(_ANY_KEY).query.sql_with_params()
        return statement, tuple(params)

    def __call__(self, key: int) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, as cursors and `raw()` take them."""
        statement, params = self._statement
        return statement, tuple(key if each == _ANY_KEY else each for each in params)

    def rows(self, key: int) -> list[tuple[Any, ...]]:
        """What the statement finds, as plain rows."""
        with connection.cursor() as cursor:
            cursor.execute(*self(key))
            return list(cursor.fetchall())

"""Rows that nobody reads before the end can be written together: for much that is read in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

Rows = dict[type[models.Model], list[models.Model]]
_gathered: ContextVar[Rows | None] = ContextVar("gathered_rows", default=None)


def write(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table: now, or with the others where rows are gathered."""
    if not rows:
        return
    gathered = _gathered.get()
    if gathered is not None:
        gathered.setdefault(type(rows[0]), []).extend(rows)
    elif len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        _insert(type(rows[0]), rows)


@contextmanager
def together() -> Iterator[None]:
    """Write what is given to `write` when the block ends, each table's rows in the order they
    came. Stands inside the transaction; after an error nothing is written."""
    gathered: Rows = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for model, rows in gathered.items():
        _insert(model, rows)


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    table: models.QuerySet[models.Model] = models.QuerySet(model)
    table.bulk_create(rows)

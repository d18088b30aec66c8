"""Point Django at a test database, and give transactional tests a fresh clone.

Django empties tables after a transactional test with TRUNCATE, which the application's
role may not do, and which would also empty what migrations put there. A new clone of the
template is right, and faster.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connection, connections
from django.test import TransactionTestCase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.postgresql.base import DatabaseWrapper

    from vern.core.kernel.testing.databases import TestServer


def close() -> None:
    """Close every connection of this process, the pool's included."""
    connections.close_all()
    # Asking for the pool would open one: so look whether there is one.
    if connection.alias in getattr(connection, "_connection_pools", {}):
        cast("DatabaseWrapper", connection).close_pool()


def current() -> str:
    """The name of the database that Django uses now."""
    return str(connection.settings_dict["NAME"])


def use(url: str) -> None:
    """Make Django use the database of `url` from now on.

    The dictionary is changed in place: every thread's connection reads the same one. The
    pool is known by the alias only, so it must go when the name changes.
    """
    close()
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    connection.settings_dict.update(
        NAME=unquote(parts.path.lstrip("/")),
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=query.get("host") or parts.hostname or "",
        PORT=str(query.get("port") or parts.port or ""),
    )


@contextlib.contextmanager
def used_for_building(url: str) -> Iterator[None]:
    """Use `url` while a template is made; afterwards no connection is left."""
    before = dict(connection.settings_dict)
    use(url)
    try:
        yield
    finally:
        close()
        connection.settings_dict.update(before)


class TestDatabase:
    """The database of this test process: a clone of a template, renewed where needed."""

    __test__ = False

    def __init__(self, server: TestServer, template: str) -> None:
        self._server = server
        self._template = template
        self.renew()

    def renew(self) -> None:
        """Forget everything that was written: take a new clone and use it."""
        close()
        use(self._server.url(self._server.clone(self._template)))

    @contextlib.contextmanager
    def based_on(self, template: str) -> Iterator[None]:
        """Work on clones of another template meanwhile (the demo's, for journeys)."""
        before, self._template = self._template, template
        self.renew()
        try:
            yield
        finally:
            self._template = before
            self.renew()

    def drop(self) -> None:
        """Leave nothing behind."""
        close()
        self._server.drop(current())


def renew_after_transactional_tests(database: TestDatabase) -> None:
    """Take a new clone where Django would truncate the tables."""

    def _fixture_teardown(_: TransactionTestCase) -> None:
        database.renew()

    setattr(TransactionTestCase, "_fixture_teardown", _fixture_teardown)  # noqa: B010

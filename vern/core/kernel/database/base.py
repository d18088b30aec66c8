"""The name of this file is Django's: a backend is a package with a `base`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import base
from psycopg import Error

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Where one connection of the pool is dead, all of them are looked through at once.

    The pool's own check waits longer after each dead one it meets (1, 2, 4, 8 … seconds), so
    that a crash of the server with seven connections in the pool keeps people waiting until they
    are refused, though the server has been back for long.
    """

    def get_new_connection(self, conn_params: Any) -> Connection[Any]:
        connection: Connection[Any] = super().get_new_connection(conn_params)
        pool: ConnectionPool | None = self.pool
        if pool is None or _lives(pool, connection):
            return connection
        pool.putconn(connection)
        pool.check()
        return super().get_new_connection(conn_params)  # type: ignore[no-any-return]


def _lives(pool: ConnectionPool, connection: Connection[Any]) -> bool:
    try:
        pool.check_connection(connection)
    except Error:
        return False
    return True

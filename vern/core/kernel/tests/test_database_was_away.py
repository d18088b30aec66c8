"""What a person meets when the database server crashed and is back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

AT_ONCE = 8
"""As many as the pool holds: its own check gives up before it has looked through them."""


def _fill_the_pool() -> None:
    together = threading.Barrier(AT_ONCE)

    def ask(_: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            together.wait(timeout=20)
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(ask, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_after_a_crash_the_first_request_is_answered_although_every_connection_is_dead() -> None:
    connection.close()
    _fill_the_pool()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() "
            "and backend_type = 'client backend' and usename = current_user"
        )
        (ended,) = cursor.fetchone()
    assert ended >= AT_ONCE - 1
    connection.close()
    for _ in range(AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            assert cursor.fetchone() == (1,)
        connection.close()

"""A migration must not make a working university wait."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import TestServer
from vern.site.commands import migrate
from vern.site.database import APP_URL, OWNER_URL


def test_a_migration_gives_up_a_lock_and_comes_back(
    owner_connection: psycopg.Connection,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrate, "PAUSES", (0, 0, 0))
    owner_connection.execute("begin; lock table talk_comment in access exclusive mode")
    attempts: list[float] = []

    def change() -> None:
        attempts.append(time.monotonic())
        if len(attempts) == 3:
            owner_connection.execute("rollback")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '50ms'")
            cursor.execute("lock table talk_comment in row exclusive mode")

    migrate.patiently(change)
    assert len(attempts) == 3


def test_another_error_is_not_tried_again(transactional_db: None) -> None:
    attempts: list[int] = []

    def fail() -> None:
        attempts.append(1)
        raise OperationalError

    with pytest.raises(OperationalError):
        migrate.patiently(fail)
    assert attempts == [1]


@pytest.mark.journey
def test_vern_migrate_waits_two_seconds_at_a_time(
    owner_connection: psycopg.Connection, transactional_db: None, database_server: TestServer
) -> None:
    name = django_database.current()
    owner_connection.execute("delete from django_migrations where app = 'site'")
    owner_connection.execute("drop table site_backup, site_pulse")
    owner_connection.execute("begin; lock table django_migrations in access exclusive mode")
    urls = {
        APP_URL: database_server.url(name),
        OWNER_URL: database_server.url(name, as_owner=True),
    }
    command = [sys.executable, "-m", "vern", "migrate", "--quiet"]
    process = subprocess.Popen(
        command, env={**os.environ, **urls}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert "next attempt in 1 s" in process.stderr.readline()
    owner_connection.execute("rollback")
    assert process.wait(timeout=120) == 0
    owner_connection.execute("select * from site_backup")
    process.stderr.close()

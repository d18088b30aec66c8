"""The test databases themselves: made once, cloned fast, fresh after a transactional test."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection, transaction

from vern.core.kernel.testing.databases import TestServer, drop, fingerprint
from vern.core.kernel.testing.django_database import TestDatabase

TRY = f"try{os.getpid()}"
"""In every name that these tests make: other test processes share the server."""


@pytest.fixture
def server(database_server: TestServer) -> Iterator[TestServer]:
    yield database_server
    with psycopg.connect(database_server.admin_url, autocommit=True) as admin:
        rows = admin.execute(
            "select datname from pg_database where strpos(datname, %s) > 0", [f"_{TRY}_"]
        )
        for (name,) in rows.fetchall():
            drop(admin, name)


class Builder:
    """Makes one table, and counts how often it was asked to."""

    def __init__(self, server: TestServer, table: str = "made") -> None:
        self.server = server
        self.table = table
        self.calls = 0

    def __call__(self, name: str) -> None:
        self.calls += 1
        with psycopg.connect(self.server.url(name, as_owner=True)) as owner:
            owner.execute(f"create table {self.table} (a int)")


def tables(server: TestServer, name: str) -> list[str]:
    with psycopg.connect(server.url(name)) as app:
        rows = app.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [row[0] for row in rows]


def test_a_template_is_made_once_and_again_when_an_input_changes(server: TestServer) -> None:
    build = Builder(server)
    first = server.template(TRY, ["one"], build)
    assert server.template(TRY, ["one"], build) == first
    assert build.calls == 1
    assert server.template(TRY, ["two"], build) != first
    assert build.calls == 2


def test_a_template_may_build_on_another(server: TestServer) -> None:
    base = server.template(TRY, ["base"], Builder(server, "lower"))
    template = server.template(f"{TRY}_more", [], Builder(server, "upper"), base=base)
    clone = server.clone(template, suffix=f"_{TRY}_")
    assert tables(server, clone) == ["lower", "upper"]


def test_clones_do_not_see_each_other_and_nobody_enters_a_template(server: TestServer) -> None:
    template = server.template(TRY, ["x"], Builder(server))
    one, two = (server.clone(template, suffix=f"_{TRY}_{number}") for number in (1, 2))
    with psycopg.connect(server.url(one)) as app:
        app.execute("insert into made values (1)")
    with psycopg.connect(server.url(two)) as app:
        assert app.execute("select count(*) from made").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError, match="not currently accepting connections"):
        psycopg.connect(server.url(template))


def test_a_build_that_fails_leaves_no_template(server: TestServer) -> None:
    def fail(name: str) -> None:
        raise RuntimeError(name)

    with pytest.raises(RuntimeError):
        server.template(TRY, ["y"], fail)
    build = Builder(server)
    server.template(TRY, ["y"], build)
    assert build.calls == 1


def test_copies_of_dead_processes_are_removed(server: TestServer) -> None:
    template = server.template(TRY, ["z"], Builder(server))
    kept = server.clone(template, suffix=f"_{TRY}_kept")
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        orphan = kept.split("_run_")[0] + f"_run_999999999_{TRY}_"
        admin.execute(f'create database "{orphan}"')
        server.drop_orphans()
        rows = admin.execute(
            "select datname from pg_database where datname = any(%s)", [[kept, orphan]]
        )
        assert [row[0] for row in rows] == [kept]


def test_a_fingerprint_knows_where_one_input_ends() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])


@pytest.mark.django_db
def test_tests_run_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("vern_app",)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate auth_group cascade")


@pytest.mark.django_db
def test_the_owner_can_be_had_where_a_test_needs_it(owner_connection: psycopg.Connection) -> None:
    assert owner_connection.execute("select current_user").fetchone() == ("vern_owner",)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_finds_nothing_that_another_left(turn: int) -> None:
    assert not Group.objects.exists()
    threads = [threading.Thread(target=write_group, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Group.objects.count() == 3


def write_group(number: int) -> None:
    """In a thread of its own, which leaves its connection open, as a live server does."""
    Group.objects.create(name=f"Group {number}")


@pytest.mark.django_db(transaction=True)
def test_a_test_may_work_on_another_template(
    server: TestServer, test_database: TestDatabase
) -> None:
    other = server.template(TRY, ["other"], Builder(server, "elsewhere"))
    with test_database.based_on(other), connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == ["elsewhere"]
    assert not Group.objects.exists()

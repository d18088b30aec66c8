"""What the database roles can and cannot do, on the server of the test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from vern.core.kernel.postgres import with_database
from vern.core.kernel.roles import BACKUP, ROLES, prepare
from vern.core.kernel.testing.databases import TestServer, drop


@pytest.fixture
def fresh(database_server: TestServer) -> Iterator[str]:
    """The name of a database that `prepare` has just made."""
    name = f"vern_roles_{os.getpid()}"
    prepare(database_server.admin_url, database=name)
    yield name
    with psycopg.connect(database_server.admin_url, autocommit=True) as server:
        drop(server, name)


@pytest.fixture
def table(database_server: TestServer, fresh: str) -> str:
    with psycopg.connect(database_server.url(fresh, as_owner=True)) as owner:
        owner.execute("create table secret (id bigserial, text text)")
    return "secret"


@pytest.fixture
def app(database_server: TestServer, fresh: str, table: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_server.url(fresh), autocommit=True) as connection:
        yield connection


def test_preparing_twice_changes_nothing(database_server: TestServer, fresh: str) -> None:
    again = prepare(database_server.admin_url, database=fresh)
    assert again.roles == ()
    assert not again.database


def test_preparing_again_does_not_give_back_what_a_migration_took(
    database_server: TestServer, fresh: str, app: psycopg.Connection
) -> None:
    with psycopg.connect(database_server.url(fresh, as_owner=True)) as owner:
        owner.execute("revoke update on secret from vern_app")
    prepare(database_server.admin_url, database=fresh)
    with pytest.raises(InsufficientPrivilege):
        app.execute("update secret set text = 'x'")


def test_the_application_reads_and_writes_what_the_owner_makes(app: psycopg.Connection) -> None:
    app.execute("insert into secret (text) values ('one')")
    app.execute("update secret set text = 'two'")
    assert app.execute("select text from secret").fetchall() == [("two",)]
    app.execute("delete from secret")
    assert app.execute("select text from secret").fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "truncate secret",
        "drop table secret",
        "alter table secret add column more text",
        "create table mine (a int)",
        "create temporary table mine (a int)",
        "set role vern_owner",
    ],
)
def test_the_application_cannot(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        app.execute(statement)


def test_no_role_of_ours_is_a_superuser_and_only_backup_sees_past_row_level_security(
    app: psycopg.Connection,
) -> None:
    rows = app.execute(
        "select rolname, rolsuper, rolcanlogin, rolbypassrls from pg_roles"
        " where rolname = any(%s) order by 1",
        [list(ROLES)],
    ).fetchall()
    assert rows == [
        ("vern_app", False, True, False),
        ("vern_backup", False, True, True),
        ("vern_owner", False, True, False),
    ]


def test_the_backup_reads_everything_and_writes_nothing(
    database_server: TestServer, fresh: str, app: psycopg.Connection
) -> None:
    app.execute("insert into secret (text) values ('one')")
    with psycopg.connect(database_server.url(fresh, as_owner=True)) as owner:
        owner.execute("alter table secret enable row level security")
        owner.execute("alter table secret force row level security")
        assert owner.execute("select text from secret").fetchall() == []
    url = with_database(database_server.admin_url, fresh).replace("postgres@", f"{BACKUP}@")
    with psycopg.connect(url, autocommit=True) as backup:
        assert backup.execute("select text from secret").fetchall() == [("one",)]
        with pytest.raises(InsufficientPrivilege):
            backup.execute("delete from secret")


def test_a_password_reaches_the_server_as_a_digest_only(
    database_server: TestServer, fresh: str
) -> None:
    prepare(database_server.admin_url, database=fresh, passwords={BACKUP: "correct horse"})
    with psycopg.connect(database_server.admin_url, autocommit=True) as server:
        row = server.execute(
            "select rolpassword from pg_authid where rolname = %s", [BACKUP]
        ).fetchone()
        server.execute("alter role vern_backup password null")
    assert row is not None
    assert row[0].startswith("SCRAM-SHA-256$")


def test_norwegian_letters_fold_and_words_are_stemmed_alike_on_every_version(
    app: psycopg.Connection,
) -> None:
    row = app.execute(
        "select lower('ÆØÅ'), 'blåbær' ilike 'BLÅB%', to_tsvector('norwegian', 'Avvikene')::text"
    ).fetchone()
    assert row == ("æøå", True, "'avvik':1")


def test_names_sort_by_code_point_so_that_sort_keys_decide(app: psycopg.Connection) -> None:
    rows = app.execute("select x from unnest(array['å', 'b', 'Z']) x order by x").fetchall()
    assert [row[0] for row in rows] == ["Z", "b", "å"]

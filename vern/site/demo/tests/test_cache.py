"""The loaded demo is kept as a template database and put back in a moment."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from vern.core.kernel.roles import create_database, database_exists
from vern.core.kernel.testing.databases import TestServer
from vern.site.demo.cache import STEM, Copy, fingerprint

DATABASE, KEPT, OLDER = "vern_democache", f"{STEM}kept", f"{STEM}older"


pytestmark = pytest.mark.journey


@pytest.fixture
def copy(database_server: TestServer) -> Iterator[Copy]:
    names = (DATABASE, KEPT, OLDER)
    with psycopg.connect(database_server.admin_url, autocommit=True) as server:
        for name in names:
            server.execute(SQL("drop database if exists {}").format(Identifier(name)))
        create_database(server, DATABASE)
        create_database(server, OLDER)
        yield Copy(database_server.admin_url, KEPT, DATABASE)
        for name in names:
            server.execute(SQL("drop database if exists {}").format(Identifier(name)))


def inside(copy: Copy, name: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(copy.admin_url, dbname=name), autocommit=True)


def test_a_kept_copy_takes_the_place_of_an_empty_database(copy: Copy) -> None:
    with inside(copy, DATABASE) as loaded:
        loaded.execute("create table demo (word text); insert into demo values ('lastet')")
    assert copy.keep()
    with inside(copy, DATABASE) as loaded:
        loaded.execute("drop table demo")
    assert copy.use()
    with inside(copy, DATABASE) as again:
        assert again.execute("select word from demo").fetchone() == ("lastet",)


def test_keeping_a_copy_removes_those_of_older_versions(copy: Copy) -> None:
    assert copy.keep()
    with psycopg.connect(copy.admin_url) as server:
        assert database_exists(server, KEPT)
        assert not database_exists(server, OLDER)


def test_a_database_that_someone_is_in_is_neither_copied_nor_replaced(copy: Copy) -> None:
    assert copy.keep()
    with inside(copy, DATABASE):
        assert not copy.use()
        assert not Copy(copy.admin_url, OLDER, DATABASE).keep()


def test_there_is_nothing_to_use_before_a_copy_is_kept(copy: Copy) -> None:
    assert not copy.use()


def test_the_same_code_and_content_have_the_same_fingerprint() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 12

"""Test databases: made once as a template, then cloned in a tenth of a second.

A template's name carries a fingerprint of what it was made from, so it is made again when
a migration changes and never otherwise. Migrations really run: triggers, constraints and
privileges are those of production, and the tests connect as the application's own role.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django
import psycopg
from psycopg.sql import SQL, Identifier

from vern.core.kernel.postgres import with_database
from vern.core.kernel.roles import create_database, database_exists, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parents[4]

SETTINGS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}
"""For a test server only: fast, and worth nothing after a power cut."""

TEMPLATES_KEPT: Final = 8
"""Old templates of one name that stay, for tests that other processes still run."""

_LOCK: Final = 8376_02


def _checkout() -> str:
    """Keeps two checkouts apart that share a server."""
    return hashlib.sha256(f"{platform.node()}:{ROOT}".encode()).hexdigest()[:6]


def fingerprint(inputs: Iterable[Path | str]) -> str:
    """A hash of texts and of files' contents (and of Django's version)."""
    digest = hashlib.sha256(django.__version__.encode())
    for part in inputs:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, kw_only=True)
class TestServer:
    """A PostgreSQL server for tests, and the three URLs to reach it by."""

    __test__ = False

    admin_url: str
    owner_url: str
    app_url: str

    def template(
        self,
        name: str,
        inputs: Iterable[Path | str],
        build: Callable[[str], None],
        *,
        base: str | None = None,
    ) -> str:
        """The name of the template database `name`, made by `build(database)` where missing.

        It is made again when an input (a file's content or a text) or `base` changes.
        `build` gets the name of a prepared database: empty, or a copy of the template
        `base`. It must leave no connection open. Other processes wait meanwhile.
        """
        stem = f"vern_{_checkout()}_{name}"
        full_name = f"{stem}_{fingerprint([*inputs, base or ''])}"
        with self._locked() as server:
            if not database_exists(server, full_name):
                building = f"{stem}_building"
                drop(server, building)
                if base:
                    create_database(server, building, template=base)
                else:
                    prepare(self.admin_url, database=building)
                build(building)
                _freeze(server, building, full_name)
                _forget_old(server, stem)
        return full_name

    def clone(self, template: str, *, suffix: str = "") -> str:
        """A fresh copy of `template` for this process alone; returns its name."""
        name = f"vern_{_checkout()}_run_{os.getpid()}{suffix}"
        with self._connected() as server:
            drop(server, name)
            create_database(server, name, template=template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        with self._connected() as server:
            drop(server, name)

    def drop_orphans(self) -> None:
        """Remove the copies of test processes that were killed."""
        stem = f"vern_{_checkout()}_run_"
        with self._locked() as server:
            for name in _names(server, stem):
                pid = name.removeprefix(stem).split("_")[0]
                if not _is_alive(int(pid)):
                    drop(server, name)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.admin_url, autocommit=True) as server:
            yield server

    @contextlib.contextmanager
    def _locked(self) -> Iterator[psycopg.Connection]:
        with self._connected() as server:
            server.execute("select pg_advisory_lock(%s)", [_LOCK])
            yield server

    def url(self, database: str, *, as_owner: bool = False) -> str:
        """The application's (or the owner's) URL of a database of this server."""
        return with_database(self.owner_url if as_owner else self.app_url, database)


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove a database where it exists, whoever is connected to it."""
    row = server.execute(
        "select datistemplate from pg_database where datname = %s", [name]
    ).fetchone()
    if row is None:
        return
    if row[0]:
        server.execute(SQL("alter database {} is_template false").format(Identifier(name)))
    server.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def _freeze(server: psycopg.Connection, building: str, name: str) -> None:
    """PostgreSQL clones only what nobody is connected to: so nobody can connect any more."""
    steps = (
        "alter database {} allow_connections false",
        "alter database {} is_template true",
    )
    for step in steps:
        server.execute(SQL(step).format(Identifier(building)))
    server.execute(
        SQL("alter database {} rename to {}").format(Identifier(building), Identifier(name))
    )


def _forget_old(server: psycopg.Connection, stem: str) -> None:
    for name in _names(server, f"{stem}_")[:-TEMPLATES_KEPT]:
        drop(server, name)


def _names(server: psycopg.Connection, stem: str) -> list[str]:
    """Databases whose name begins with `stem`, oldest first."""
    rows = server.execute(
        "select datname from pg_database where starts_with(datname, %s) order by oid", [stem]
    )
    return [row[0] for row in rows]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

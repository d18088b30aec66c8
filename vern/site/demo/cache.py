"""Keep the loaded demo as a template database, so that the next one takes a moment.

Only on a server whose administrator's address we know: our own, or one that the environment
names. Elsewhere the demo is simply loaded.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.sql import SQL, Identifier

import vern
from vern.core.kernel.roles import create_database, database_exists
from vern.site.database import ADMIN_URL

STEM = "vern_demo_"
_HOME = Path(vern.__file__).parent
_MADE_FROM = ("**/*.py", "**/content/**/*.toml", "**/content/**/*.csv")


def fingerprint() -> str:
    """Changes with everything that the demo is made from: code and content, tests apart."""
    digest = hashlib.sha256()
    paths = {path for pattern in _MADE_FROM for path in _HOME.glob(pattern)}
    for path in sorted(paths):
        if "tests" not in path.parts:
            digest.update(f"{path.relative_to(_HOME)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Copy:
    """The kept copy of one version of the demo, and the database that it is for."""

    admin_url: str
    name: str
    database: str

    def use(self) -> bool:
        """Put the copy in the database's place; False if there is none, or someone is inside."""
        with psycopg.connect(self.admin_url, autocommit=True) as server:
            if not database_exists(server, self.name):
                return False
            try:
                server.execute(SQL("drop database {}").format(Identifier(self.database)))
            except psycopg.errors.ObjectInUse:
                return False
            create_database(server, self.database, template=self.name)
        return True

    def keep(self) -> bool:
        """Keep the loaded database as the copy, instead of older ones; False if it is in use."""
        with psycopg.connect(self.admin_url, autocommit=True) as server:
            try:
                create_database(server, self.name, template=self.database)
            except (psycopg.errors.ObjectInUse, psycopg.errors.DuplicateDatabase):
                return False
            for (old,) in server.execute(
                "select datname from pg_database where datname like %s and datname <> %s",
                [STEM.replace("_", r"\_") + "%", self.name],
            ).fetchall():
                server.execute(SQL("drop database {}").format(Identifier(old)))
        return True


def leave() -> None:
    """Close this process's connections: a database that is copied must have nobody inside."""
    connections.close_all()
    for each in connections.all():
        if isinstance(each, DatabaseWrapper):
            each.close_pool()


def of_this_version() -> Copy | None:
    """The copy for this version of code and content; None where we may not make databases."""
    admin = os.environ.get(ADMIN_URL)
    if not admin:
        return None
    database = str(connections["default"].settings_dict["NAME"])
    return Copy(admin, f"{STEM}{fingerprint()}", database)

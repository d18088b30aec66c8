"""The database roles, and the database that they share.

Roles belong to the whole server, so no migration can make them: an administrator runs
`prepare` once per server and database. It may be repeated; it never widens what a
migration has narrowed.

    vern_owner   owns tables and runs migrations; nothing else uses it
    vern_app     reads and writes rows; cannot truncate, alter or drop anything
    vern_backup  reads everything, past row-level security (pg_dump)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg.sql import Composed

OWNER: Final = "vern_owner"
APP: Final = "vern_app"
BACKUP: Final = "vern_backup"

ROLES: Final = {
    OWNER: "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls",
    APP: "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls",
    BACKUP: "login nosuperuser nocreatedb nocreaterole noreplication bypassrls",
}
"""What each role is, in PostgreSQL's own words."""

DEFAULT_PRIVILEGES: Final = (
    (APP, "select, insert, update, delete", "tables"),
    (APP, "usage, select", "sequences"),
    (BACKUP, "select", "tables"),
    (BACKUP, "select", "sequences"),
)
"""What the others may do with everything that the owner will make. Never TRUNCATE."""

_LOCK: Final = 8376_01
"""Advisory lock: two preparations of one server must not meet."""

_BUILTIN_LOCALES_SINCE: Final = 17_00_00


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What `prepare` did."""

    roles: tuple[str, ...] = field(default=())
    database: bool = False


def prepare(
    admin_url: str, *, database: str = "vern", passwords: Mapping[str, str] | None = None
) -> Prepared:
    """Make the roles and the database where they are missing; returns what was new.

    `admin_url` is of a superuser, or of a role that may create roles and databases and
    bypass row-level security. `passwords` (role → password) are set as SCRAM digests: the
    server, and so its log, never sees them. Raises psycopg.Error when the server refuses.
    """
    with psycopg.connect(admin_url, autocommit=True) as server:
        server.execute("select pg_advisory_lock(%s)", [_LOCK])
        made = tuple(role for role in ROLES if _make_role(server, role))
        for role, password in (passwords or {}).items():
            _set_password(server, role, password)
        _join(server)
        new = _make_database(server, database)
        with psycopg.connect(make_conninfo(admin_url, dbname=database)) as inside:
            _set_privileges(inside)
    return Prepared(roles=made, database=new)


def forget_default_privileges(owner: psycopg.Connection) -> None:
    """In a database that is restored into: its tables get the privileges that they had, no more.

    What PostgreSQL dumps adds to privileges and takes none away; the dump brings the defaults
    back for what is made later.
    """
    for role, rights, things in DEFAULT_PRIVILEGES:
        owner.execute(
            SQL("alter default privileges in schema public revoke {} on {} from {}").format(
                SQL(rights), SQL(things), Identifier(role)
            )
        )


def create_database(server: psycopg.Connection, name: str, *, template: str | None = None) -> None:
    """A database of the owner's that only our roles may enter: empty, or a copy of `template`.

    A copy has the privileges inside the template, but not those on the database itself.
    """
    source = SQL("template {}").format(Identifier(template)) if template else _empty(server)
    server.execute(
        SQL("create database {} owner {} {}").format(Identifier(name), Identifier(OWNER), source)
    )
    server.execute(SQL("revoke all on database {} from public").format(Identifier(name)))
    server.execute(
        SQL("grant connect on database {} to {}, {}").format(
            Identifier(name), Identifier(APP), Identifier(BACKUP)
        )
    )


def _empty(server: psycopg.Connection) -> SQL:
    """Sorted by code point on every version.

    Norwegian alphabetical order comes from stored sort keys, never from the database:
    PostgreSQL 15 and 18, with or without ICU, then answer alike.
    """
    if server.info.server_version >= _BUILTIN_LOCALES_SINCE:
        locale = "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'"
    else:
        locale = "locale_provider libc lc_collate 'C' lc_ctype 'C.UTF-8'"
    return SQL("template template0 encoding 'UTF8' " + locale)


def database_exists(server: psycopg.Connection, name: str) -> bool:
    """Whether the server has a database of that name."""
    found = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    return found is not None


def _make_role(server: psycopg.Connection, role: str) -> bool:
    known = server.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    if known is None:
        server.execute(_role_statement("create", role))
    elif _is_superuser(server):
        server.execute(_role_statement("alter", role))
    return known is None


def _role_statement(verb: str, role: str) -> Composed:
    # The attributes are constants of this file: there is no placeholder for keywords.
    return SQL("{} role {} {}").format(SQL(verb), Identifier(role), SQL(ROLES[role]))


def _is_superuser(server: psycopg.Connection) -> bool:
    return server.info.parameter_status("is_superuser") == "on"


def _set_password(server: psycopg.Connection, role: str, password: str) -> None:
    digest = server.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    server.execute(SQL("alter role {} password {}").format(Identifier(role), Literal(digest)))


def _join(server: psycopg.Connection) -> None:
    """An administrator who is no superuser must be in the owner's group to act for it."""
    if not _is_superuser(server):
        server.execute(SQL("grant {} to current_user").format(Identifier(OWNER)))


def _make_database(server: psycopg.Connection, name: str) -> bool:
    if database_exists(server, name):
        return False
    create_database(server, name)
    return True


def _set_privileges(inside: psycopg.Connection) -> None:
    """What holds for everything that is made later in the database of this connection."""
    inside.execute(SQL("set role {}").format(Identifier(OWNER)))
    inside.execute("revoke all on schema public from public")
    inside.execute(
        SQL("grant usage on schema public to {}, {}").format(Identifier(APP), Identifier(BACKUP))
    )
    set_default_privileges(inside)


def set_default_privileges(owner: psycopg.Connection) -> None:
    """What the others may do with what the owner makes from now on."""
    for role, rights, things in DEFAULT_PRIVILEGES:
        owner.execute(
            SQL("alter default privileges in schema public grant {} on {} to {}").format(
                SQL(rights), SQL(things), Identifier(role)
            )
        )

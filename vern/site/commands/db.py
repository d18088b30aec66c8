"""The database server: prepare roles and database, start, stop, show the URL."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from vern.core.kernel.roles import APP, BACKUP, OWNER, prepare
from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["prepare", "start", "stop", "url"])
    parser.add_argument(
        "--admin-url",
        default=os.environ.get(database.ADMIN_URL),
        help="prepare: a superuser's URL on your own server (or VERN_ADMIN_DATABASE_URL)",
    )


def run(args: argparse.Namespace) -> int:
    actions = {"prepare": _prepare, "start": _start, "stop": _stop, "url": _url}
    return actions[args.action](args)


def _prepare(args: argparse.Namespace) -> int:
    if database.is_embedded():
        database.ensure()
        return 0
    if not args.admin_url:
        sys.stderr.write("Give --admin-url or VERN_ADMIN_DATABASE_URL: roles need a superuser.\n")
        return 2
    made = prepare(args.admin_url, database=_name(), passwords=_passwords())
    for role in made.roles:
        sys.stdout.write(f"made role {role}\n")
    if made.database:
        sys.stdout.write(f"made database {_name()}\n")
    return 0


def _name() -> str:
    """The database that VERN_DATABASE_URL names."""
    return unquote(urlsplit(os.environ[database.APP_URL]).path.lstrip("/"))


def _passwords() -> dict[str, str]:
    """The passwords in our own URLs, so that they are written down in one place only."""
    ours = (database.APP_URL, database.OWNER_URL, database.BACKUP_URL)
    urls = (urlsplit(os.environ.get(key, "")) for key in ours)
    return {
        url.username: unquote(url.password)
        for url in urls
        if url.username in {APP, OWNER, BACKUP} and url.password
    }


def _start(_: argparse.Namespace) -> int:
    database.ensure()
    return 0


def _stop(_: argparse.Namespace) -> int:
    if database.is_embedded():
        database.cluster().stop()
    return 0


def _url(_: argparse.Namespace) -> int:
    """The application's URL: `psql "$(vern db url)"`."""
    database.ensure()
    sys.stdout.write(f"{os.environ[database.APP_URL]}\n")
    return 0

"""Bring the database up to date: tables as the owner, then the content that must exist.

A migration that must wait for a lock makes everyone behind it wait too: it gives up after two
seconds and is tried again when those who held the lock may be gone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import django
from django.core.management import call_command
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from vern.site import database

if TYPE_CHECKING:
    import argparse

LOCK_TIMEOUT: Final = "2s"
PAUSES: Final = (1, 2, 4, 8, 15, 30)
"""Seconds before each new attempt."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print errors only")


def run(args: argparse.Namespace) -> int:
    """0: up to date. 1: someone held a lock throughout; what was applied stays applied."""
    database.ensure()
    os.environ["VERN_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    try:
        patiently(lambda: _migrate(quiet=args.quiet))
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        sys.stderr.write("Someone holds a lock on a table: try again when it is quieter.\n")
        return 1
    seed()
    return 0


def patiently(migrate: Callable[[], None]) -> None:
    """Try again where a lock was not free. Raises the last OperationalError."""
    for pause in PAUSES:
        try:
            return migrate()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            connection.close()
            sys.stderr.write(f"A table is locked; next attempt in {pause} s.\n")
            time.sleep(pause)
    return migrate()


def _migrate(*, quiet: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    finally:
        if connection.connection and not connection.connection.closed:
            connection.close()  # the setting goes with it


def seed() -> None:
    """The content that must exist; its module needs the models, hence django.setup() before."""
    if importlib.util.find_spec("vern.site.setup"):
        importlib.import_module("vern.site.setup").seed()

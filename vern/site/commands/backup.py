"""Write database and files, encrypted, to a folder of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse

RECIPIENTS: Final = "VERN_BACKUP_RECIPIENTS"
FOLDER: Final = "VERN_BACKUPS"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help=f"where ({FOLDER}, or backups/ in VERN_HOME)"
    )
    parser.add_argument(
        "--recipient",
        action="append",
        metavar="KEY",
        help=f"a public key, age1…; may be repeated ({RECIPIENTS}, by comma)",
    )
    parser.add_argument("--keep", type=int, metavar="N", help="remove all but the newest N")
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a key, and no backup")


def run(args: argparse.Namespace) -> int:
    from vern.site.operations.backups.parts import BackupError, new_key

    try:
        if args.new_key:
            sys.stdout.write(f"{new_key(args.new_key)}\n")
            sys.stderr.write(f"Keep {args.new_key} away from this server, and not in one place.\n")
            return 0
        return _make(args)
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _make(args: argparse.Namespace) -> int:
    from vern.site.operations.backups.parts import recipients

    keys = recipients(args.recipient or os.environ.get(RECIPIENTS, "").split(","))
    to = args.to or Path(os.environ.get(FOLDER) or database.home() / "backups")
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.site.operations.backups import making

    url = os.environ.get(database.BACKUP_URL) or os.environ.get(database.OWNER_URL)
    if not url:
        sys.stderr.write(f"Set {database.BACKUP_URL}.\n")
        return 2
    folder, made = making.make(url=url, to=to, keys=keys)
    sys.stdout.write(
        f"{folder}: {len(made.tables)} tables with {made.rows} rows,"
        f" {len(made.files)} files with {made.size} bytes\n"
    )
    for name in making.drop_old(to, keep=args.keep or 0):
        sys.stdout.write(f"removed {name}\n")
    return 0

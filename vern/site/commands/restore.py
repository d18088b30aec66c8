"""Bring a backup into an empty database and an empty file store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from vern.site import cli, database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the backup")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="secret key of age")


def run(args: argparse.Namespace) -> int:
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.site.operations.backups import restoring
    from vern.site.operations.backups.parts import BackupError, identities

    url = os.environ.get(database.OWNER_URL)
    if not url:
        sys.stderr.write(f"Set {database.OWNER_URL}: tables are made as their owner.\n")
        return 2
    try:
        keys = identities(args.key)
        made = restoring.restore(folder=args.folder, keys=keys, url=url)
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"Restored {made.name}, made {made.made_at}: {len(made.tables)} tables with {made.rows}"
        f" rows, {len(made.files)} files with {made.size} bytes; all counts and digests agree.\n"
        "Next: vern migrate. Mail that waited then waits again: start the worker only where it"
        " should go out.\n"
    )
    return _verify()


def _verify() -> int:
    """What `vern verify` finds, where that command is."""
    if "verify" not in cli.COMMANDS:
        return 0
    return subprocess.run([sys.executable, "-m", "vern", "verify"], check=False).returncode

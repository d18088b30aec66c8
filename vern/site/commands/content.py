"""Content as a file: `vern content export FILE`, `vern content import FILE [--dry-run]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse

    from vern.hub.content.transfer import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("export", "import"))
    parser.add_argument("file", type=Path, help="JSON; - is standard output or input")
    parser.add_argument(
        "--dry-run", action="store_true", help="import: show what would change, and change nothing"
    )


def run(args: argparse.Namespace) -> int:
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.hub.content import transfer

    to_screen = str(args.file) == "-"
    if args.what == "export":
        text = transfer.exported()
        if to_screen:
            sys.stdout.write(text)
        else:
            args.file.write_text(text, encoding="utf-8")
        return 0
    try:
        text = sys.stdin.read() if to_screen else args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _told(transfer.bring_in(text, dry_run=args.dry_run), dry_run=args.dry_run)


def _told(outcome: Outcome, *, dry_run: bool) -> int:
    for each in outcome.brought:
        sys.stdout.write(f"{each.kind.key} {each.key}{' (new)' if each.new else ''}\n")
        for it in each.differences:
            sys.stdout.write(f"  {it.label}: {it.before!r} -> {it.after!r}\n")
    for wrong in outcome.wrong:
        sys.stderr.write(f"{wrong}\n")
    if outcome.wrong:
        sys.stderr.write(f"{len(outcome.wrong)} things are wrong. Nothing was changed.\n")
        return 1
    rows = len(outcome.brought)
    sys.stdout.write(f"{rows} rows {'would be' if dry_run else 'were'} changed.\n")
    return 0

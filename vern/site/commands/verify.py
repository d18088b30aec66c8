"""Walk the history's chain and the store of files: is all as it was written?"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from vern.core.history.heads import KnownHead

SHOWN = 100
"""Findings that are written out; the rest is counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--head",
        metavar="NUMBER:HASH",
        help="a head of the chain that was kept outside, or its whole line "
        "(default: the newest line of VERN_HISTORY_HEADS)",
    )
    parser.add_argument("--only", choices=["history", "files"], help="check one of them alone")
    parser.add_argument(
        "--sizes",
        action="store_true",
        help="do not read the files' bytes, only look whether they are there and how long they are",
    )


def run(args: argparse.Namespace) -> int:
    """0: all is as it was written. 1: something is not; the first line says what. 2: no such head."""
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    return check(args)


def check(args: argparse.Namespace) -> int:
    """The same, where Django is set up."""
    from vern.core.history import heads

    try:
        head = heads.KnownHead.parse(args.head) if args.head else heads.newest()
    except ValueError:
        sys.stderr.write(f"This is no head of the chain: {args.head}\n")
        return 2
    parts: dict[str, Callable[[], int]] = {
        "history": lambda: _history(head),
        "files": lambda: _files(sizes_only=args.sizes),
    }
    found = [check() for name, check in parts.items() if args.only in (None, name)]
    return int(any(found))


def _history(head: KnownHead | None) -> int:
    from vern.core.history.sealing import unsealed
    from vern.core.history.verifying import Walk, at_one_moment

    walk, begun = Walk(head), time.monotonic()
    with at_one_moment():
        found = _told("history", map(str, walk.findings()))
        waiting = unsealed()
    known = f"known outside up to {head.seq}" if head else "no head is known outside"
    _summary("history", found, f"{walk.seals} seals, {known}, {waiting} lines to seal", begun)
    return found


def _files(*, sizes_only: bool) -> int:
    from vern.core.files.verifying import Walk

    walk, begun = Walk(sizes_only=sizes_only), time.monotonic()
    found = _told("files", map(str, walk.findings()))
    _summary("files", found, f"{walk.files} files, {walk.bytes / 1024 / 1024:.0f} MB", begun)
    return found


def _told(part: str, findings: Iterator[str]) -> int:
    count = 0
    for count, finding in enumerate(findings, start=1):
        if count <= SHOWN:
            sys.stdout.write(f"{part}: BROKEN {finding}\n")
            sys.stdout.flush()
    if count > SHOWN:
        sys.stdout.write(f"{part}: … and {count - SHOWN} more\n")
    return count


def _summary(part: str, found: int, read: str, begun: float) -> None:
    verdict = f"{found} broken" if found else "in order"
    sys.stdout.write(f"{part}: {verdict} ({read}, {time.monotonic() - begun:.1f} s)\n")

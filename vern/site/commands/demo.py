"""Fill an empty database with an invented university: 9,000 people, six years of reports."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--years", type=int, nargs="+", help="reports of these years only, on a loaded organisation"
    )
    parser.add_argument(
        "--when-told", action="store_true", help="wait for a line of input before the reports"
    )
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep a copy")


def run(args: argparse.Namespace) -> int:
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.site.demo import loader

    if args.years:
        loader.prepare_statements()
        if args.when_told:
            loader.load_years_when_told(args.years, sys.stdin)
        else:
            loader.load_years(args.years)
        return 0
    return _whole(cached=not args.no_cache)


def _whole(*, cached: bool) -> int:
    from vern.core.history import heads
    from vern.site.demo import cache, loader

    if loader.is_loaded():
        sys.stdout.write("The database already holds an institution; nothing to do.\n")
        return 0
    heads.put_away()
    started = time.monotonic()
    copy = cache.of_this_version() if cached else None
    cache.leave()
    if copy and copy.use():
        sys.stdout.write("Copied the demo that was made before.\n")
        return 0
    loader.prepare_statements()
    loader.load()
    cache.leave()
    if copy:
        copy.keep()
    sys.stdout.write(f"Made the demo in {time.monotonic() - started:.0f} seconds.\n")
    return 0

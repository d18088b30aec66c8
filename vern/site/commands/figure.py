"""Print a figure as pages and reports state it: `vern figure incidents.totals --year 2025`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse

LEVELS = ("institution", "faculty", "reporting")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", metavar="KEY", help="which figure; --list shows them")
    parser.add_argument("--year", type=int, help="the year of registration")
    parser.add_argument("--unit", metavar="CODE", help="a unit and all below it (default: all)")
    parser.add_argument("--level", choices=LEVELS, help="what a figure by unit is grouped by")
    written = parser.add_mutually_exclusive_group()
    written.add_argument("--csv", action="store_true", help="comma-separated (the default)")
    written.add_argument("--json", action="store_true", help="JSON")
    parser.add_argument(
        "--outside", action="store_true", help="for others to read: few events are kept back too"
    )
    parser.add_argument("--list", action="store_true", help="list the figures and what they count")


def run(args: argparse.Namespace) -> int:
    if not args.list and not (args.key and args.year):
        sys.stderr.write("Give a figure and a year, such as: incidents.totals --year 2025\n")
        return 2
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    return _list() if args.list else _print(args)


def _list() -> int:
    from vern.hub.figures.ports import figures

    for figure in figures:
        levels = f" [--level {'|'.join(figure.levels)}]" if figure.levels else ""
        sys.stdout.write(f"{figure.key}{levels}\n    {figure.title}. {figure.definition}\n")
    return 0


def _print(args: argparse.Namespace) -> int:
    from vern.core.kernel.errors import Refused
    from vern.core.org.tree import Level
    from vern.hub.figures.export import to_csv, to_json
    from vern.hub.figures.services import answer

    level = Level(args.level) if args.level else None
    try:
        found = answer(
            args.key, year=args.year, unit_code=args.unit, level=level, outside=args.outside
        )
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    sys.stdout.write(f"{to_json(found)}\n" if args.json else to_csv(found))
    return 0

"""Django's own commands: `vern manage shell`, `vern manage makemigrations`, …"""

from __future__ import annotations

import argparse
import os

from django.core.management import execute_from_command_line

from vern.site import database

WITHOUT_DATABASE = frozenset({"makemessages", "compilemessages", "collectstatic", "findstatic"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-owner", action="store_true", help="connect as the tables' owner")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")


def run(args: argparse.Namespace) -> int:
    if not WITHOUT_DATABASE.intersection(args.rest[:1]):
        database.ensure()
    if args.as_owner:
        os.environ["VERN_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    execute_from_command_line(["vern manage", *args.rest])
    return 0

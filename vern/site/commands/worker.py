"""Run the worker: mail, deadlines and everything else that happens after a request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.management import execute_from_command_line

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (default 2)")


def run(args: argparse.Namespace) -> int:
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    execute_from_command_line(
        ["vern", "procrastinate", "worker", "--concurrency", str(args.concurrency)]
    )
    return 0

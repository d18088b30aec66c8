"""Put the search in step: `vern search rebuild` after much was changed behind the application."""

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
        "what",
        choices=("rebuild",),
        help="rebuild: read everything anew, and store what is different; people search meanwhile",
    )


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 (there is one thing to do)
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.hub.search.indexing import rebuild

    started = time.monotonic()
    wrong = rebuild()
    seconds = time.monotonic() - started
    sys.stdout.write(f"{wrong} entries were out of step. It took {seconds:.0f} seconds.\n")
    return 0

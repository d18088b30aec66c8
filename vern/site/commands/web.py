"""Run the web server; on SIGTERM it answers what it has begun, and ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bind", default="127.0.0.1:8000", help="address:port, or unix:/path (%(default)s)"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="per process (%(default)s)")
    parser.add_argument(
        "--drain",
        type=float,
        default=0.0,
        help="seconds for which /readyz says no before the door is closed (%(default)s)",
    )
    parser.add_argument(
        "--graceful",
        type=int,
        default=30,
        help="seconds that begun requests may take to end (%(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM. Static files must have been collected (`vern manage collectstatic`)."""
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    os.environ.setdefault("VERN_MANIFEST", "1")
    from vern.site.operations.web import Web

    web = Web(
        bind=args.bind,
        workers=args.workers,
        threads=args.threads,
        drain=args.drain,
        graceful=args.graceful,
    )
    web.run(database.home())
    return 0

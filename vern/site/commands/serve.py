"""Run the web server and the worker, each its own process; both end when one ends."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from honcho.manager import Manager

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port (default 8000)")
    parser.add_argument("--web-workers", type=int, default=2, help="processes (default 2)")


def run(args: argparse.Namespace) -> int:
    """Start both and wait; returns the exit code of the first that ended."""
    database.ensure()
    # Static files get their content's hash in the name, so browsers may keep them for ever.
    environment = {
        "DJANGO_SETTINGS_MODULE": "vern.site.settings",
        "VERN_MANIFEST": "1",
        "MALLOC_ARENA_MAX": "2",  # threads share heaps: about 10 MB less per process
        "VERN_URL": f"http://localhost:{args.port}",
        **os.environ,
        "PYTHONUNBUFFERED": "1",
    }
    subprocess.run(_collect(), env=environment, check=True)
    manager = Manager()
    for name, command in (("web", _web(args)), ("worker", _worker())):
        # Without "exec" the signal to stop would end the shell, and nobody would wait for us.
        manager.add_process(name, f"exec {shlex.join(command)}", env=environment)
    manager.loop()
    return int(manager.returncode or 0)


def _collect() -> list[str]:
    options = ["--clear", "--no-input", "--verbosity", "0"]
    return [sys.executable, "-m", "vern", "manage", "collectstatic", *options]


def _web(args: argparse.Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "vern", "web", "--bind", f"{args.host}:{args.port}"),
        *("--workers", str(args.web_workers)),
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "vern", "worker"]

"""The command line: `vern COMMAND`.

Each command is one file in `vern/site/commands/` with `add_arguments(parser)` and
`run(args) -> int` (the exit code); its docstring's first line is its help text. To add
one: write the file and name it in COMMANDS.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, Final, Protocol, cast

from vern.core.kernel.postgres import ClusterError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "db": "the database server: prepare, start, stop, url",
    "migrate": "bring the database up to date",
    "serve": "run the web server and the worker",
    "web": "run the web server alone",
    "worker": "run the worker alone",
    "backup": "write database and files, encrypted, to a folder",
    "restore": "bring a backup into an empty database and file store",
    "demo": "fill an empty database with an invented university",
    "figure": "print a figure as CSV or JSON",
    "search": "put the search in step with everything there is",
    "content": "categories, rules and texts as a file: export, import",
    "report": "write a year's annual report as PDF and Word",
    "verify": "check that history and files are as they were written",
    "bounces": "read delivery reports: which mail did not arrive",
    "manage": "Django's own commands",
}
"""Name → help. The file of `annual-report` is `annual_report.py`."""


class Command(Protocol):
    """What a file in `vern/site/commands/` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def load(name: str) -> Command:
    """Only the command that was asked for is imported: the others would cost start-up time."""
    module = importlib.import_module(f"vern.site.commands.{name.replace('-', '_')}")
    return cast("Command", module)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="vern",
        description="Health, environment and safety (HMS) management for universities.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<10} {text}" for name, text in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of these:")
    name = parser.parse_args(given[:1]).command
    command = load(name)
    own = argparse.ArgumentParser(prog=f"vern {name}", description=COMMANDS[name])
    command.add_arguments(own)
    try:
        return command.run(own.parse_args(given[1:]))
    except ClusterError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130

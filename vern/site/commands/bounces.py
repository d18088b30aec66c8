"""Read delivery reports now: which mail did not arrive (VERN_BOUNCES_… say where they are)."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import django

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 (every command gets them)
    database.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    from vern.core.notices.bounces.services import configured, read_bounces

    if not configured():
        sys.stderr.write(
            "Set VERN_BOUNCES_ADDRESS, and VERN_BOUNCES_MAILDIR or VERN_BOUNCES_IMAP.\n"
        )
        return 2
    try:
        reading = read_bounces()
    except OSError as error:  # no such folder, no such server, a wrong password
        sys.stderr.write(f"The mailbox could not be read: {error}\n")
        return 1
    sys.stdout.write(f"{reading.mails} mails read, {reading.bounces} of ours had come back\n")
    return 0

"""Bring the database up to date: tables as the owner, then the content that must exist."""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from vern.site import database

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print errors only")


def run(args: argparse.Namespace) -> int:
    database.ensure()
    os.environ["VERN_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0 if args.quiet else 1)
    seed()
    return 0


def seed() -> None:
    """The content that must exist; its module needs the models, hence django.setup() before."""
    if importlib.util.find_spec("vern.site.setup"):
        importlib.import_module("vern.site.setup").seed()

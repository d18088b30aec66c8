"""A command of Vern's as it is, or without one protection: `python -m faults.command backup …`."""

from __future__ import annotations

import os
import sys

import django

from faults import without
from vern.site import cli

if __name__ == "__main__":
    django.setup()
    without.take_away(os.environ.get("FAULTS_WITHOUT", ""))
    sys.exit(cli.main(sys.argv[1:]))

"""The worker as it is, or without one protection: `python -m faults.worker`."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from faults import without

if __name__ == "__main__":
    django.setup()
    without.take_away(os.environ.get("FAULTS_WITHOUT", ""))
    call_command("procrastinate", "worker", "--concurrency", "2")

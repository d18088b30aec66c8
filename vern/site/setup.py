"""What a new or upgraded database gets after its tables: the cache and the default content."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction

from vern.core.kernel.content import default_content


@transaction.atomic
def seed() -> None:
    """Make the cache's table where it is missing, and load every module's default content."""
    call_command("createcachetable", verbosity=0)
    for each in default_content:
        each.load()

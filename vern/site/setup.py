"""What a new or upgraded database gets after its tables: the default content."""

from __future__ import annotations

from django.db import transaction

from vern.core.kernel.content import default_content


@transaction.atomic
def seed() -> None:
    """Load what is missing of every module's default content."""
    for each in default_content:
        each.load()

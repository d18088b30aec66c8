"""The checklists that an institution starts with."""

from __future__ import annotations

from typing import Final

from vern.core.kernel.content import read_toml, texts
from vern.core.kernel.texts import LANGUAGES
from vern.plan.rounds.models import Checkpoint, Theme

PACKAGE: Final = "vern.plan.rounds"
STEP: Final = 10
"""Between places in the list, so that something can be put in between."""


def load_content() -> None:
    """Add the themes and points that are missing; leave those that are there as the institution has
    them."""
    place = 0
    for order, row in enumerate(read_toml(PACKAGE, "checklists.toml")["theme"], start=1):
        theme, _new = Theme.objects.get_or_create(
            key=row["key"],
            defaults={
                "order": order * STEP,
                "usual": row.get("usual", False),
                **texts(row),
            },
        )
        for key, *names in row["points"]:
            place += STEP
            Checkpoint.objects.get_or_create(
                key=key,
                defaults={
                    "theme": theme,
                    "order": place,
                    **texts(dict(zip(LANGUAGES, names, strict=True))),
                },
            )

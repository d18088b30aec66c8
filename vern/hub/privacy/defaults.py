"""The statements that an institution starts with."""

from __future__ import annotations

from vern.core.kernel.content import read_toml, texts
from vern.hub.privacy.models import Statement


def load_statements() -> None:
    """Add those that are missing; leave those that are there as the institution has them."""
    for order, row in enumerate(read_toml("vern.hub.privacy", "statements.toml")["statement"]):
        said = {name: text.strip() for name, text in texts(row["text"], "text").items()}
        Statement.objects.get_or_create(
            key=row["key"], defaults={"order": order, **texts(row), **said}
        )

"""The bodies, the sides of the work environment and the usual steps that an institution starts with."""

from __future__ import annotations

from typing import Any

from vern.core.kernel.content import read_toml, texts
from vern.plan.changes.models import Aspect, Body, StepTemplate

PACKAGE = "vern.plan.changes"


def load_content() -> None:
    """Add the rows that are missing; leave those that are there as the institution has them."""
    for order, row in enumerate(read_toml(PACKAGE, "bodies.toml")["body"]):
        own = {"role": row["role"], "paragraph": row["paragraph"], **_help(row)}
        Body.objects.get_or_create(key=row["key"], defaults={**own, **_row(row, order)})
    for order, row in enumerate(read_toml(PACKAGE, "aspects.toml")["aspect"]):
        Aspect.objects.get_or_create(key=row["key"], defaults={**_help(row), **_row(row, order)})
    for order, row in enumerate(read_toml(PACKAGE, "steps.toml")["step"]):
        defaults = {"weeks": row["weeks"], **_row(row, order)}
        StepTemplate.objects.get_or_create(key=row["key"], defaults=defaults)


def _row(row: dict[str, Any], order: int) -> dict[str, Any]:
    return {"order": order, "types": row["types"], **texts(row)}


def _help(row: dict[str, Any]) -> dict[str, str]:
    return texts(row["help"], "help")

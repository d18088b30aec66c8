"""The kinds, factors and scales that an institution starts with."""

from __future__ import annotations

from typing import Any

from vern.core.kernel.content import read_toml, texts
from vern.plan.risk import rules
from vern.plan.risk.models import (
    AssessmentType,
    ColourWord,
    ConsequenceLevel,
    Factor,
    LikelihoodLevel,
)

PACKAGE = "vern.plan.risk"


def load_content() -> None:
    """Add the rows that are missing; leave those that are there as the institution has them."""
    for order, row in enumerate(read_toml(PACKAGE, "types.toml")["type"]):
        given = {
            key: row[key] for key in ("method", "private", "expected", "years_valid") if key in row
        }
        AssessmentType.objects.get_or_create(
            key=row["key"],
            defaults={**given, **_row(row, order), **texts(row.get("hints", {}), "hints")},
        )
    for order, row in enumerate(read_toml(PACKAGE, "factors.toml")["factor"]):
        Factor.objects.get_or_create(key=row["key"], defaults=_row(row, order))
    _load_scales(read_toml(PACKAGE, "scales.toml"))


def _load_scales(said: dict[str, Any]) -> None:
    for row in said["likelihood"]:
        LikelihoodLevel.objects.get_or_create(
            level=row["level"], defaults={**texts(row), **texts(row["about"], "about")}
        )
    for row in said["consequence"]:
        criteria = {
            column: text
            for name in rules.DIMENSIONS
            for column, text in texts(row[name], name).items()
        }
        begins = {key: row[key] for key in ("yellow_from", "red_from")}
        ConsequenceLevel.objects.get_or_create(
            level=row["level"], defaults={**texts(row), **begins, **criteria}
        )
    for order, row in enumerate(said["colour"]):
        ColourWord.objects.get_or_create(key=row["key"], defaults=_row(row, order))


def _row(row: dict[str, Any], order: int) -> dict[str, Any]:
    return {"order": order, **texts(row), **texts(row.get("about", {}), "about")}

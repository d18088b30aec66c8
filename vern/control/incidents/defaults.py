"""The categories, causes, severity levels and emergency numbers that an institution starts with."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.models import (
    Category,
    Cause,
    Channel,
    EmergencyNumber,
    NotificationRule,
    SeverityLevel,
)
from vern.core.kernel.content import read_toml, texts

PACKAGE = "vern.control.incidents"
DIMENSIONS = ("human", "material", "environment")


def load_content() -> None:
    """Add the rows that are missing; leave those that are there as the institution has them."""
    for order, row in enumerate(read_toml(PACKAGE, "categories.toml")["category"]):
        restricts = row.get("restricts", False)
        Category.objects.get_or_create(
            key=row["key"], defaults={"restricts": restricts, **_row(row, order)}
        )
    groups = read_toml(PACKAGE, "causes.toml")["group"]
    causes = [(group["key"], row) for group in groups for row in group["cause"]]
    for order, (group, row) in enumerate(causes):
        Cause.objects.get_or_create(key=row["key"], defaults={"group": group, **_row(row, order)})
    for row in read_toml(PACKAGE, "severity.toml")["level"]:
        criteria = {
            key: text
            for dimension in DIMENSIONS
            for key, text in texts(row[dimension], dimension).items()
        }
        SeverityLevel.objects.get_or_create(level=row["value"], defaults={**texts(row), **criteria})
    for order, row in enumerate(read_toml(PACKAGE, "emergency.toml")["number"]):
        EmergencyNumber.objects.get_or_create(
            key=row["key"], defaults={"number": row["number"], **_row(row, order)}
        )
    for order, row in enumerate(read_toml(PACKAGE, "channels.toml")["channel"]):
        Channel.objects.get_or_create(
            key=row["key"], defaults={"url": row.get("url", ""), **_row(row, order)}
        )
    _load_notification_rules()


def _load_notification_rules() -> None:
    for order, row in enumerate(read_toml(PACKAGE, "notifications.toml")["rule"]):
        own = {key: row.get(key, "") for key in ("when", "paragraph", "phone", "url")}
        rule, new = NotificationRule.objects.get_or_create(
            key=row["key"], defaults={**own, **_row(row, order)}
        )
        if new and "categories" in row:
            rule.categories.set(Category.objects.filter(key__in=row["categories"]))


def _row(row: dict[str, Any], order: int) -> dict[str, Any]:
    return {"order": order, **texts(row), **texts(row.get("help", {}), "help")}

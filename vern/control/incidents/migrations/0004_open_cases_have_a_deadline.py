"""Cases opened before there were deadlines get the ordinary one, or they would never be late."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations
from django.db.models import F
from django.db.models.functions import TruncDate


def set_deadlines(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 (Django passes it)
    days = apps.get_model("incidents", "ReportingPolicy")().days_to_close  # as it comes
    opened = TruncDate(F("opened_at"))
    records = apps.get_model("records", "Record").objects
    waiting = records.filter(kind="incident", state="open", due_on=None)
    waiting.update(due_on=opened + dt.timedelta(days=days))


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_what_is_for_named_people"),
        ("records", "0003_deadlines"),
    ]

    operations = [migrations.RunPython(set_deadlines, migrations.RunPython.noop)]

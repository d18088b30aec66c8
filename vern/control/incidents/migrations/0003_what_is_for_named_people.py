"""Violence and psychosocial matters are for named people only, also where they were here before
one could say so. From here on it is the institution's to decide."""

from __future__ import annotations

from typing import Any

from django.db import migrations

KEYS = ("violence_threats", "psychosocial")


def restrict(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 (Django passes it)
    apps.get_model("incidents", "Category").objects.filter(key__in=KEYS).update(restricts=True)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_reporting")]

    operations = [migrations.RunPython(restrict, migrations.RunPython.noop)]

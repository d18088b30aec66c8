"""What is left of a report whose words and persons have been erased."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.models import Incident
from vern.control.incidents.queries.show import content_names
from vern.control.incidents.queries.wording import row, severity_table
from vern.core.records.models import Record


def shown(record: Record) -> dict[str, Any]:
    """What its page says, in five queries."""
    incident = Incident.objects.prefetch_related("categories", "causes").get(pk=record.pk)
    record.incident = incident
    names = content_names()
    levels = {key: name for (table, key), name in names.items() if table == "level"}
    return {
        "record": record,
        "row": row(record),
        "severity": severity_table(incident.severity, levels),
        "categories": [each.name for each in incident.categories.all()],
        "causes": [each.name for each in incident.causes.all()],
    }

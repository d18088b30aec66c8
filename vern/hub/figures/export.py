"""An answer as a file: codes as keys, the same rows as on the page."""

from __future__ import annotations

import csv
import io
import json

from vern.hub.figures.ports import Answer


def to_csv(answer: Answer) -> str:
    """Comma-separated, lines end with a newline; what cannot be counted is empty."""
    keys = [column.key for column in answer.figure.columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows(["" if row[key] is None else row[key] for key in keys] for row in answer.rows)
    return text.getvalue()


def to_json(answer: Answer) -> str:
    """A list of objects; a figure of a single row is one object."""
    keys = [column.key for column in answer.figure.columns]
    rows = [{key: row[key] for key in keys} for row in answer.rows]
    return json.dumps(rows[0] if answer.figure.single_row else rows, ensure_ascii=False)


def file_name(answer: Answer) -> str:
    """Such as `incidents-by-unit-2025-IDI.csv`."""
    asked = answer.question
    key = answer.figure.key.replace(".", "-").replace("_", "-")
    unit = asked.unit
    parts = [key, str(asked.year)]
    if unit is not None and unit.parent_id is not None:
        parts.append(unit.code)
    return "-".join(parts) + ".csv"

"""An answer as a file: the same rows as on the page. CSV and JSON have codes as keys, Excel words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from vern.core.kernel import spreadsheets
from vern.hub.figures import blocks
from vern.hub.figures.ports import Answer, Value, Withheld


def csv_rows(answer: Answer) -> Iterator[spreadsheets.Row]:
    """The keys of the columns, then the rows; what cannot be counted is empty, what is not shown
    is said in words."""
    keys = [column.key for column in answer.figure.columns]
    yield keys
    for row in answer.rows:
        yield [_plain(row[key]) for key in keys]


def to_csv(answer: Answer) -> str:
    """Comma-separated, lines end with a newline."""
    return "".join(spreadsheets.csv_lines(csv_rows(answer)))


def to_excel(answer: Answer) -> bytes:
    """A workbook with the table as people read it, and what is counted below it."""
    shown = answer.shown
    rows: list[spreadsheets.Row]
    if answer.figure.single_row:
        (only,) = answer.rows
        rows = [(str(column.label), _plain(only[column.key])) for column in shown]
    else:
        rows = [[_plain(row[column.key]) for column in shown] for row in answer.labelled]
    return spreadsheets.workbook(
        str(answer.figure.title),
        [header for header, _numeric in blocks.headers(answer)],
        rows,
        [blocks.caption(answer), blocks.note(answer)],
    )


def to_json(answer: Answer) -> str:
    """A list of objects; a figure of a single row is one object."""
    keys = [column.key for column in answer.figure.columns]
    rows = [{key: _plain(row[key]) for key in keys} for row in answer.rows]
    return json.dumps(rows[0] if answer.figure.single_row else rows, ensure_ascii=False)


def file_name(answer: Answer, kind: str = "csv") -> str:
    """Such as `incidents-by-unit-2025-IDI.csv`."""
    asked = answer.question
    key = answer.figure.key.replace(".", "-").replace("_", "-")
    unit = asked.unit
    parts = [key, str(asked.year)]
    if unit is not None and unit.parent_id is not None:
        parts.append(unit.code)
    if answer.outside:
        parts.append("shared")
    return f"{'-'.join(parts)}.{kind}"


def _plain(value: Value) -> str | int | float | None:
    return str(value) if isinstance(value, Withheld) else value

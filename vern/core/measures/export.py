"""A plan as a file, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.measures.queries import Line, Standing
from vern.core.measures.responsible import carriers
from vern.core.org.models import Unit

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""


def to_csv(lines: Iterable[Line]) -> str:
    """One line for each measure, with a mark that tells spreadsheets that it is UTF-8.

    `cost` is in whole kroner, and the last line has the sum; the day is ISO 8601.
    """
    found = list(lines)
    people = carriers([line.measure for line in found])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            _("Measure"),
            _("Kind"),
            _("For"),
            _("Responsible"),
            _("Responsible today"),
            _("Unit"),
            _("Deadline"),
            _("Last day"),
            _("Priority"),
            _("Cost in kroner"),
            _("State"),
            _("Did it help?"),
        ]
    )
    for line in found:
        names = ", ".join(person.name for person in people[line.measure.pk])
        writer.writerow([_plain(cell) for cell in _cells(line, names)])
    cost = sum(line.measure.cost or 0 for line in found)
    writer.writerow([_("Sum"), *[""] * 8, cost, "", ""])
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()


def _cells(line: Line, today: str) -> list[object]:
    measure = line.measure
    return [
        line.words,
        measure.get_approach_display(),
        measure.get_type_display(),
        measure.who,
        today,
        measure.unit.name,
        measure.deadline,
        measure.due_on.isoformat(),
        measure.get_priority_display(),
        "" if measure.cost is None else measure.cost,
        _state(line),
        measure.get_effect_display(),
    ]


def _state(line: Line) -> str:
    if line.standing is Standing.DONE:
        return _("Done")
    return _("Late") if line.standing is Standing.LATE else _("Open")


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def file_name(unit: Unit) -> str:
    """Such as `plan-IDI-2026-11-22.csv`."""
    return f"plan-{unit.code}-{clock.today().isoformat()}.csv"

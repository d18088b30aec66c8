"""A plan as a file, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.spreadsheets import Row
from vern.core.measures.queries import Line, Standing
from vern.core.measures.responsible import carriers
from vern.core.org.models import Unit


def rows(lines: Iterable[Line]) -> Iterator[Row]:
    """A heading, and a row for each measure.

    `cost` is in whole kroner, and the last line has the sum; the day is ISO 8601.
    """
    found = list(lines)
    people = carriers([line.measure for line in found])
    yield [
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
    for line in found:
        names = ", ".join(person.name for person in people[line.measure.pk])
        yield _cells(line, names)
    cost = sum(line.measure.cost or 0 for line in found)
    yield [_("Sum"), *[""] * 8, cost, "", ""]


def _cells(line: Line, today: str) -> Row:
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


def file_name(unit: Unit) -> str:
    """Such as `plan-IDI-2026-11-22.csv`."""
    return f"plan-{unit.code}-{clock.today().isoformat()}.csv"

"""The columns of what committees review, on the page and in the file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vern.control.incidents.queries.committee import Planned, Row
from vern.core.kernel.ui.tables import Cell


def columns() -> list[str]:
    """The columns on the page."""
    return [
        pgettext("noun", "Report"),
        _("Unit"),
        _("Type"),
        _("Severity"),
        _("Causes"),
        _("Measures"),
        _("In short"),
    ]


def lines(rows: Sequence[Row]) -> list[list[Cell]]:
    """The rows on the page."""
    done, call, only = _("done"), _("Ref. %(reference)s"), _("Only named people read it")
    return [
        [
            Cell(
                row.reported,
                tags=[row.state],
                small=[call % {"reference": row.reference}, row.number],
            ),
            Cell(row.unit, small=[only if row.restricted else row.building]),
            Cell(row.type, small=[", ".join(row.categories)]),
            Cell(tags=[row.worst] if row.worst else [], small=row.severity),
            Cell(points=row.causes),
            Cell(points=[_planned(each, done) for each in row.measures]),
            Cell(row.summary),
        ]
        for row in rows
    ]


def _planned(measure: Planned, done: str) -> str:
    return f"{measure.words} ({done})" if measure.done else measure.words


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Reference"),
        _("Number"),
        _("Reported"),
        _("Unit"),
        _("Building"),
        _("Type"),
        _("About"),
        _("Severity"),
        pgettext("case", "State"),
        _("Causes"),
        _("Measures"),
        _("In short"),
    ]


def cells(row: Row) -> list[str]:
    """A row of the file."""
    return [
        row.reference,
        row.number,
        row.reported,
        row.unit,
        row.building,
        row.type,
        "; ".join(row.categories),
        "; ".join(row.severity),
        row.state.text,
        "; ".join(row.causes),
        "; ".join(each.words for each in row.measures),
        row.summary,
    ]

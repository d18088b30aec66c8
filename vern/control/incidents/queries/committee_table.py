"""The columns of what committees review, on the page and in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vern.control.incidents.queries.committee import Planned, Row
from vern.core.kernel.ui.listing import addresses
from vern.core.kernel.ui.tables import Cell, Link


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


Narrowing = Callable[[Mapping[str, str]], str]
"""The address of the same list, narrowed to this too; empty: it is so already."""


def lines(rows: Sequence[Row], narrowed: Narrowing) -> list[list[Cell]]:
    """The rows on the page: the month, the unit and the type lead to those alike, the number to the
    report itself."""
    done, call, only = _("done"), _("Ref. %(reference)s"), _("Only named people read it")
    address = addresses("incidents:show")
    return [
        [
            Cell(
                Link(row.reported, narrowed(_month(row))),
                tags=[row.state],
                small=[
                    call % {"reference": row.reference},
                    Link(row.number, address(row.key)) if row.key else "",
                ],
            ),
            Cell(
                Link(row.unit, narrowed({"unit": str(row.unit_id)}) if row.unit_id else ""),
                small=[only if row.restricted else row.building],
            ),
            Cell(
                Link(row.type, narrowed({"type": row.type_key})),
                small=[", ".join(row.categories)],
            ),
            Cell(tags=[row.worst] if row.worst else [], small=row.severity),
            Cell(points=row.causes),
            Cell(points=[_planned(each, done) for each in row.measures]),
            Cell(row.summary),
        ]
        for row in rows
    ]


def _month(row: Row) -> dict[str, str]:
    year, month = row.month
    return {"year": str(year), "month": str(month)}


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

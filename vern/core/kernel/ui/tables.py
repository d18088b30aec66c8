"""Tables of many rows, written without a template; on a phone each row stands as a block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vern.core.kernel.ui.listing import TONES, Tag

_STATUS = '<span class="ds-tag vern-status" data-color="{}">{}</span> '


class Cell(NamedTuple):
    """What stands in a cell, each on a line of its own: statuses, a text, points, and small text."""

    text: str = ""
    tags: Sequence[Tag] = ()
    points: Sequence[str] = ()
    small: Sequence[str] = ()


def table_html(label: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> SafeString:
    """The whole table; the first cell of each row names it. The roles stand in words: a browser
    forgets them where a row is shown as a block."""
    head = format_html_join(
        "", '<th scope="col" role="columnheader">{}</th>', ((each,) for each in headings)
    )
    body = format_html_join("", '<tr role="row">{}</tr>', ((_row(headings, row),) for row in rows))
    return format_html(
        '<table class="ds-table vern-blocks" role="table"><caption class="ds-sr-only">{}</caption>'
        '<thead role="rowgroup"><tr role="row">{}</tr></thead><tbody role="rowgroup">{}</tbody>'
        "</table>",
        label,
        head,
        body,
    )


def _row(headings: Sequence[str], cells: Sequence[Cell]) -> SafeString:
    first, *others = cells
    named = zip(headings[1:], others, strict=True)
    return format_html(
        '<th scope="row" role="rowheader">{}</th>{}',
        _content(first),
        format_html_join(
            "",
            '<td role="cell"{}>{}</td>',
            ((_label(heading, cell), _content(cell)) for heading, cell in named),
        ),
    )


def _label(heading: str, cell: Cell) -> SafeString:
    """On a phone the heading stands before what is in the cell; where nothing is, nothing stands."""
    return (
        format_html(' data-label="{}"', heading) if any(cell) else SafeString(' class="vern-none"')
    )


def _content(cell: Cell) -> SafeString:
    """Most cells hold little: nothing is written for what is not there."""
    found: list[SafeString] = []
    if cell.tags:
        found += [format_html(_STATUS, TONES[tone], text) for text, tone in cell.tags]
    if cell.text:
        found.append(format_html("<span>{}</span>", cell.text))
    if cell.points:
        points = format_html_join("", "<li>{}</li>", ((each,) for each in cell.points))
        found.append(format_html("<ul>{}</ul>", points))
    found += [format_html("<small>{}</small>", each) for each in cell.small if each]
    return SafeString("".join(found))

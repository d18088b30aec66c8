"""Tables of many rows, written without a template; on a phone each row stands as a block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from vern.core.kernel.ui.listing import TONES, Tag

NONE = "–"


class Link(NamedTuple):
    """Words that lead somewhere; without an address they are words alone."""

    text: str
    url: str = ""


class Cell(NamedTuple):
    """What stands in a cell, each on a line of its own: statuses, a text, points, and small text."""

    text: str | Link = ""
    tags: Sequence[Tag] = ()
    points: Sequence[str] = ()
    small: Sequence[str | Link] = ()


def table_html(label: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> SafeString:
    """The whole table; the first cell of each row names it. The roles stand in words: a browser
    forgets them where a row is shown as a block."""
    named = [conditional_escape(each) for each in headings]
    head = "".join(f'<th scope="col" role="columnheader">{each}</th>' for each in named)
    labels = [f' data-label="{each}"' for each in named[1:]]
    body = "".join(f'<tr role="row">{_row(labels, row)}</tr>' for row in rows)
    return SafeString(
        '<table class="ds-table vern-blocks" role="table">'
        f'<caption class="ds-sr-only">{conditional_escape(label)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(labels: Sequence[str], cells: Sequence[Cell]) -> str:
    """On a phone the heading stands before what is in the cell, and where nothing is, nothing
    stands; in a table a dash does."""
    first, *others = cells
    found = [f'<th scope="row" role="rowheader">{_content(first)}</th>']
    for label, cell in zip(labels, others, strict=True):
        content = _content(cell)
        told = label if content else ' class="vern-none"'
        found.append(f'<td role="cell"{told}>{content or NONE}</td>')
    return "".join(found)


def _content(cell: Cell) -> str:
    """Most cells hold little: nothing is written for what is not there. Every text is escaped."""
    found = [
        f'<span class="ds-tag vern-status" data-color="{TONES[tone]}">{conditional_escape(text)}</span> '
        for text, tone in cell.tags
    ]
    if words := _words(cell.text):
        found.append(f"<span>{words}</span>")
    if cell.points:
        points = "".join(f"<li>{conditional_escape(each)}</li>" for each in cell.points)
        found.append(f"<ul>{points}</ul>")
    found += [f"<small>{_words(each)}</small>" for each in cell.small if each]
    return "".join(found)


def _words(said: str | Link) -> str:
    if isinstance(said, str):
        return conditional_escape(said)
    words = conditional_escape(said.text)
    return (
        f'<a class="ds-link" href="{conditional_escape(said.url)}">{words}</a>'
        if said.url
        else words
    )

"""What all writers share: numbers for tables and figures, and a heading order without gaps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from vern.core.kernel.documents.blocks import (
    Block,
    BulletList,
    Callout,
    Chart,
    Document,
    Heading,
    Level,
    NumberedList,
    PageBreak,
    Paragraph,
    Photo,
    Table,
)

_DEEPER: Final[Mapping[Level, Level]] = {1: 2, 2: 3, 3: 4, 4: 4}
# A column's width in signs: the bounds that its texts count within, the air beside a text, and how
# many (bold) signs the paper is wide.
_NARROWEST, _WIDEST = 8, 48
_AROUND: Final = 3
_PAPER: Final = 86


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """`number` counts the document's tables from 1, those under figures left out."""

    number: int
    table: Table


@dataclass(frozen=True, slots=True)
class NumberedChart:
    """`number` counts the document's figures from 1. The table with the chart's numbers is named
    after the figure: it takes no number of its own."""

    number: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class NumberedPhoto:
    """`number` counts the document's figures from 1: charts and photos together."""

    number: int
    photo: Photo


Prepared = (
    Heading
    | Paragraph
    | BulletList
    | NumberedList
    | NumberedTable
    | NumberedChart
    | NumberedPhoto
    | Callout
    | PageBreak
)


def prepared(document: Document) -> tuple[Prepared, ...]:
    """The document's blocks, numbered; empty lists left out.

    A heading is at most one level deeper than the one before it and the first is level 1, as
    PDF/UA asks, so that a writer who skips a level still gets a valid document.
    """
    return tuple(_numbered(_ordered(document.blocks)))


def _ordered(blocks: tuple[Block, ...]) -> Iterator[Block]:
    deepest: Level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, deepest)
            deepest = _DEEPER[level]
            yield replace(block, level=level)
        elif not isinstance(block, BulletList | NumberedList) or block.items:
            yield block


def _numbered(blocks: Iterator[Block]) -> Iterator[Prepared]:
    tables, figures = count(1), count(1)
    for block in blocks:
        if isinstance(block, Table):
            yield NumberedTable(next(tables), block)
        elif isinstance(block, Chart):
            yield NumberedChart(next(figures), block)
        elif isinstance(block, Photo):
            yield NumberedPhoto(next(figures), block)
        else:
            yield block


def column_weights(table: Table) -> tuple[int, ...]:
    """How wide each column should be beside the others, in signs of the paper's width.

    Every column gets room for its longest word; what is left goes to those with longer texts.
    """
    texts = [
        (column.header, *(row[place] for row in table.rows))
        for place, column in enumerate(table.columns)
    ]
    least = [max(_NARROWEST, _longest_word(cells) + _AROUND) for cells in texts]
    wished = [
        max(low, min(max(map(len, cells[1:]), default=0), _WIDEST) + _AROUND)
        for low, cells in zip(least, texts, strict=True)
    ]
    left = _PAPER - sum(least)
    if sum(wished) <= _PAPER or left <= 0:
        return tuple(wished if left > 0 else least)
    more = sum(wished) - sum(least)
    return tuple(low + left * (wish - low) // more for low, wish in zip(least, wished, strict=True))


def _longest_word(cells: tuple[str, ...]) -> int:
    return max(len(word) for cell in cells for word in cell.split() or [""])

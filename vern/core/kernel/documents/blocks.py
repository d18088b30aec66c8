"""What a document is made of. Values only: each writer (HTML, PDF, Word) decides how it looks."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, Literal

from vern.core.kernel.documents.labels import CalloutKind, Language
from vern.core.kernel.documents.text import clean

Level = Literal[1, 2, 3, 4]
Alignment = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. The text is literal: no sign in it is markup."""

    text: str
    bold: bool = False
    italic: bool = False


# A plain string is one run; its signs are literal too (`inline` reads **bold** and _emphasis_).
Inline = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the document's uppermost; `number` is shown before the text, such as `2.1`."""

    level: Level
    text: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A newline inside the text is a line break."""

    content: Inline


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`align` `end` is for numbers."""

    header: str
    align: Alignment = "start"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are texts already written for people (numbers formatted).

    `row_headers`: the first column names its row. Raises ValueError unless every row fills every column.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_headers: bool = False
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs a column")
        if not self.caption.strip():
            raise ValueError("a table needs a caption")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(
                f"every row of the table {self.caption!r} must have {len(self.columns)} cells"
            )


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart. `alternative` says in words what the chart shows; `table` holds its numbers.

    `narrow` is the same chart for a phone's screen, where the wide one would be too small to read.
    """

    caption: str
    alternative: str
    spec: Mapping[str, Any]
    table: Table | None = None
    narrow: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.caption.strip() or not self.alternative.strip():
            raise ValueError("a chart needs a caption and a text alternative")


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG picture, with what it shows in words. `width` and `height` in pixels: their proportion
    counts. A page shows the one at `address`; a file holds `content`.

    Raises ValueError without words or without a size.
    """

    caption: str
    alternative: str
    width: int
    height: int
    address: str = ""
    content: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not self.caption.strip() or not self.alternative.strip():
            raise ValueError("a photo needs a caption and a text alternative")
        if min(self.width, self.height) < 1:
            raise ValueError("a photo needs a width and a height")

    def within(self, width: int, height: int) -> tuple[float, float]:
        """Its own size made to fit."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True, slots=True)
class Callout:
    """A text set apart; its kind is said in a word, not by colour alone."""

    kind: CalloutKind
    content: Inline


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page on paper; nothing on screen."""


Block = (
    Heading | Paragraph | BulletList | NumberedList | Table | Chart | Photo | Callout | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `notice` (such as "demo data") stands at the top and on every page.

    `contents`: with a table of contents, in PDF and Word. Raises ValueError without a title.
    """

    title: str
    language: Language
    blocks: tuple[Block, ...]
    subtitle: str | None = None
    author: str | None = None
    institution: str | None = None
    date: dt.date | None = None
    notice: str | None = None
    contents: bool = True

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")


_EMPHASIS: Final = re.compile(
    r"\*\*(?=\S)(?P<bold>[^\n]+?)(?<=\S)\*\*"
    # Only whole words, so that names such as file_name_2 stay as they are.
    r"|(?<!\w)_(?=\S)(?P<italic>[^_\n]+?)(?<=\S)_(?!\w)"
)
_BULLET: Final = re.compile(r"\s{0,3}[-•]\s+(?=\S)")


def inline(text: str) -> tuple[Run, ...]:
    """Runs of a text in which **two stars** mean bold and _underscores_ mean emphasis."""
    runs: list[Run] = []
    at = 0
    for match in _EMPHASIS.finditer(text):
        if match.start() > at:
            runs.append(Run(text[at : match.start()]))
        bold, italic = match["bold"], match["italic"]
        runs.append(Run(bold, bold=True) if bold is not None else Run(italic, italic=True))
        at = match.end()
    if at < len(text):
        runs.append(Run(text[at:]))
    return tuple(runs)


def runs_of(content: Inline) -> tuple[Run, ...]:
    """`content` as runs."""
    return (Run(content),) if isinstance(content, str) else content


def text_to_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a text as people type it: a blank line parts paragraphs, "- " begins a list item.

    An indented line under an item continues the item; any other single newline is a line break.
    """
    return tuple(
        block for part in re.split(r"\n\s*\n", clean(text)) for block in _part_blocks(part)
    )


def _part_blocks(part: str) -> Iterator[Block]:
    lines = [line for line in part.split("\n") if line.strip()]
    kinds = list(_list_lines(lines))
    for in_list, pairs in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        group = [line for _kind, line in pairs]
        if in_list:
            yield BulletList(tuple(inline(item) for item in _items(group)))
        else:
            yield Paragraph(inline("\n".join(line.strip() for line in group)))


def _list_lines(lines: list[str]) -> Iterator[bool]:
    """For each line, whether it belongs to a list."""
    inside = False
    for line in lines:
        inside = bool(_BULLET.match(line)) or (inside and line[0].isspace())
        yield inside


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet:
            items.append(line[bullet.end() :].strip())
        else:
            items[-1] += " " + line.strip()
    return items

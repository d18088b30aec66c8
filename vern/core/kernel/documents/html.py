"""A document as an HTML fragment for a page of the site (Designsystemet's class names).

Holds no style attribute and no script, so it keeps a strict content security policy; charts are
pictures in `data:` addresses.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from vern.core.kernel.documents import charts
from vern.core.kernel.documents.blocks import (
    BulletList,
    Callout,
    Chart,
    Document,
    Heading,
    Inline,
    NumberedList,
    PageBreak,
    Paragraph,
    Photo,
    Table,
    runs_of,
)
from vern.core.kernel.documents.labels import LABELS, Labels
from vern.core.kernel.documents.prepare import (
    NumberedChart,
    NumberedPhoto,
    NumberedTable,
    Prepared,
    prepared,
)
from vern.core.kernel.documents.text import FONT_FAMILY, clean, one_line

_DEEPEST: Final = 6
_SIZES: Final = {1: "xl", 2: "lg", 3: "md", 4: "sm", 5: "xs", 6: "2xs"}
_NOTHING: Final = SafeString("")
_PHOTO: Final = (480, 480)
# A picture cannot use the page's fonts: where ours is not installed, a narrower one must do.
_FONT: Final = f'font-family="{FONT_FAMILY}"'
_FONTS: Final = f"font-family=\"{FONT_FAMILY}, Arial, Helvetica, 'Liberation Sans', sans-serif\""


@dataclass(frozen=True, slots=True)
class _Writer:
    """What every block needs to know of its surroundings."""

    document: Document
    labels: Labels
    start_level: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in a table of contents: its level from 1, its words, the id that it has."""

    level: int
    text: str
    anchor: str


def to_html(document: Document, *, start_level: int = 2, prefix: str = "document") -> SafeString:
    """The document's notice and blocks as one `<article>`; the page itself shows the title.

    A level 1 heading becomes `h{start_level}`, so that a page keeps its one `h1`. `prefix` begins
    every id: give each document on a page its own. Raises charts.ChartError for a wrong chart.
    """
    writer = _Writer(document, LABELS[document.language], start_level, prefix)
    notice = _notice(document.notice) if document.notice else _NOTHING
    blocks = _joined(
        _block(writer, index, block) for index, block in enumerate(prepared(document), start=1)
    )
    return format_html(
        '<article class="document" lang="{}">{}{}</article>', document.language, notice, blocks
    )


def contents(document: Document, *, depth: int = 3, prefix: str = "document") -> list[Entry]:
    """The document's headings down to a level, for a table of contents beside `to_html`."""
    return [
        Entry(block.level, _heading_text(block), f"{prefix}-{index}")
        for index, block in enumerate(prepared(document), start=1)
        if isinstance(block, Heading) and block.level <= depth
    ]


def _notice(text: str) -> SafeString:
    return format_html(
        '<div class="ds-alert" data-color="info"><p class="ds-paragraph">{}</p></div>\n',
        _lines(clean(text)),
    )


def _block(writer: _Writer, index: int, block: Prepared) -> SafeString:
    match block:
        case Heading():
            return _heading(writer, index, block)
        case Paragraph(content):
            return format_html('<p class="ds-paragraph">{}</p>\n', _inline(content))
        case BulletList() | NumberedList():
            return _list(block)
        case NumberedTable(number, table):
            label = f"{writer.labels.table} {number}"
            return _table(table, label, f"{writer.prefix}-table-{number}")
        case NumberedChart() | NumberedPhoto():
            return _figure(writer, block)
        case Callout():
            return _callout(writer, block)
        case PageBreak():
            return _NOTHING


def _heading_text(block: Heading) -> str:
    return one_line(f"{block.number} {block.text}" if block.number else block.text)


def _heading(writer: _Writer, index: int, block: Heading) -> SafeString:
    level = min(writer.start_level + block.level - 1, _DEEPEST)
    return format_html(
        '<h{} class="ds-heading" data-size="{}" id="{}-{}">{}</h{}>\n',
        level,
        _SIZES[level],
        writer.prefix,
        index,
        _heading_text(block),
        level,
    )


def _callout(writer: _Writer, block: Callout) -> SafeString:
    return format_html(
        '<div class="ds-alert" data-color="{}"><p class="ds-paragraph"><strong>{}:</strong> {}</p></div>\n',
        block.kind,
        writer.labels.callouts[block.kind],
        _inline(block.content),
    )


def _list(block: BulletList | NumberedList) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in block.items))
    tag = "ol" if isinstance(block, NumberedList) else "ul"
    return format_html('<{} class="ds-list">{}</{}>\n', tag, items, tag)


def _figure(writer: _Writer, block: NumberedChart | NumberedPhoto) -> SafeString:
    if isinstance(block, NumberedPhoto):
        caption, picture, under = block.photo.caption, _photo(block.photo), _NOTHING
    else:
        caption, picture = block.chart.caption, _picture(writer, block.chart)
        under = _numbers(writer, block)
    return format_html(
        '<figure class="document-figure" id="{}-figure-{}">{}'
        "<figcaption>{} {}: {}</figcaption>{}</figure>\n",
        writer.prefix,
        block.number,
        picture,
        writer.labels.figure,
        block.number,
        one_line(caption),
        under,
    )


def _photo(photo: Photo) -> SafeString:
    width, height = photo.within(*_PHOTO)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        photo.address,
        round(width),
        round(height),
        one_line(photo.alternative),
    )


def _picture(writer: _Writer, chart: Chart) -> SafeString:
    address, width, height = _drawn(writer, chart.spec)
    image = format_html(
        '<img src="{}" width="{}" height="{}" alt="{}">',
        address,
        width,
        height,
        one_line(chart.alternative),
    )
    if chart.narrow is None:
        return image
    return format_html(
        '<picture><source media="(max-width: 40rem)" srcset="{}" width="{}" height="{}">{}</picture>',
        *_drawn(writer, chart.narrow),
        image,
    )


def _drawn(writer: _Writer, spec: Mapping[str, Any]) -> tuple[str, int, int]:
    """The chart as a `data:` address, its width and its height."""
    svg = charts.to_svg(spec, writer.document.language)
    width, height = charts.size(svg)
    encoded = b64encode(svg.replace(_FONT, _FONTS).encode()).decode()
    return f"data:image/svg+xml;base64,{encoded}", round(width), round(height)


def _numbers(writer: _Writer, block: NumberedChart) -> SafeString:
    table = block.chart.table
    if table is None:
        return _NOTHING
    label = writer.labels.figure_numbers.format(number=block.number)
    return format_html(
        '<details class="ds-details"><summary>{}</summary>{}</details>',
        writer.labels.numbers,
        _table(table, label, f"{writer.prefix}-figure-{block.number}-numbers"),
    )


def _table(table: Table, label: str, caption: str) -> SafeString:
    """`label` is its number in words, `caption` the id of its caption."""
    # The region scrolls sideways on a narrow screen, so it must be reachable by keyboard and named.
    return format_html(
        '<div class="document-table" role="region" tabindex="0" aria-labelledby="{}">'
        '<table class="ds-table" data-size="sm"><caption id="{}" data-size="xs">{}: {}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}\n",
        caption,
        caption,
        label,
        one_line(table.caption),
        _headers(table),
        format_html_join("", "<tr>{}</tr>", ((_cells(table, row),) for row in table.rows)),
        _note(table),
    )


def _headers(table: Table) -> SafeString:
    return _joined(
        format_html(
            '<th scope="col" data-align="{}">{}</th>', column.align, _lines(clean(column.header))
        )
        for column in table.columns
    )


def _cells(table: Table, row: tuple[str, ...]) -> SafeString:
    cells = (
        format_html(
            '<th scope="row" data-align="{}">{}</th>'
            if table.row_headers and place == 0
            else '<td data-align="{}">{}</td>',
            column.align,
            _lines(clean(cell)),
        )
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
    )
    return _joined(cells)


def _note(table: Table) -> SafeString:
    if not table.note:
        return _NOTHING
    return format_html('<p class="ds-paragraph" data-size="sm">{}</p>', _lines(clean(table.note)))


def _inline(content: Inline) -> SafeString:
    return _joined(_run(run.text, bold=run.bold, italic=run.italic) for run in runs_of(content))


def _run(text: str, *, bold: bool, italic: bool) -> SafeString:
    shown = _lines(clean(text))
    if italic:
        shown = format_html("<em>{}</em>", shown)
    return format_html("<strong>{}</strong>", shown) if bold else shown


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))

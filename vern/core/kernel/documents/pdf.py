"""A document as a tagged PDF that follows PDF/UA-1 (the compiler refuses to write another)."""

import datetime as dt
import json
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from vern.core.kernel.documents import charts
from vern.core.kernel.documents.blocks import (
    BulletList,
    Callout,
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
from vern.core.kernel.documents.labels import LABELS, Language, long_date
from vern.core.kernel.documents.prepare import (
    NumberedChart,
    NumberedPhoto,
    NumberedTable,
    Prepared,
    column_weights,
    prepared,
)
from vern.core.kernel.documents.text import FONT_FAMILY, FONTS, one_line, printable

_TEMPLATE: Final = Path(__file__).parent / "document.typ"
_POINTS_PER_PIXEL: Final = 0.75
_PHOTO: Final = (260, 220)
"""In points, at most: three to a page."""

# Typst reads these as a dictionary.
_Data = dict[str, Any]


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1. The same document gives the same bytes.

    Raises charts.ChartError for a wrong chart, typst.TypstError when the file would not be accessible.
    """
    return compiled(_TEMPLATE, "document", _data(document), document.date)


def compiled(template: Path, name: str, data: _Data, date: dt.date | None) -> bytes:
    """A template with its data, which it reads as `sys.inputs` by the name, as PDF/UA-1."""
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts())
    written = compiler.compile(
        format="pdf",
        sys_inputs={name: json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_timestamp(date),
    )
    if not isinstance(written, bytes):
        raise TypeError("the compiler gave no single file")
    return written


@cache
def _fonts() -> typst.Fonts:
    # Only our own font: the file looks the same whichever machine wrote it.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _timestamp(date: dt.date | None) -> dt.datetime | None:
    if date is None:
        return None
    return dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)


def _data(document: Document) -> _Data:
    labels = LABELS[document.language]
    blocks = [data for block in prepared(document) for data in _block(block, document.language)]
    author, institution = _optional(document.author), _optional(document.institution)
    date = long_date(document.date, document.language) if document.date else None
    return {
        "title": _line(document.title),
        "subtitle": _optional(document.subtitle),
        "authors": [name for name in (author, institution) if name],
        "facts": "\n".join(fact for fact in (author, institution, date) if fact),
        "date": [document.date.year, document.date.month, document.date.day]
        if document.date
        else None,
        "language": document.language,
        "font": FONT_FAMILY,
        "notice": _optional(document.notice),
        "contents": document.contents and any(block["kind"] == "heading" for block in blocks),
        "labels": {
            "table": labels.table,
            "figure": labels.figure,
            "contents": labels.contents,
            "note": labels.note,
            "page": labels.page,
        },
        "blocks": blocks,
    }


def _block(block: Prepared, language: Language) -> list[_Data]:
    match block:
        case Heading():
            text = f"{block.number} {block.text}" if block.number else block.text
            return [{"kind": "heading", "level": block.level, "text": _line(text)}]
        case Paragraph(content):
            return [{"kind": "paragraph", "runs": _runs(content)}]
        case BulletList() | NumberedList():
            kind = "numbers" if isinstance(block, NumberedList) else "bullets"
            return [{"kind": kind, "items": [_runs(item) for item in block.items]}]
        case NumberedTable(_, table):
            return [_table(table)]
        case NumberedChart() | NumberedPhoto():
            return _figure(block, language)
        case Callout(kind, content):
            word = LABELS[language].callouts[kind]
            return [{"kind": "callout", "tone": kind, "word": word, "runs": _runs(content)}]
        case PageBreak():
            return [{"kind": "break"}]


def _figure(block: NumberedChart | NumberedPhoto, language: Language) -> list[_Data]:
    return [_photo(block.photo)] if isinstance(block, NumberedPhoto) else _chart(block, language)


def _chart(block: NumberedChart, language: Language) -> list[_Data]:
    svg = charts.to_svg(block.chart.spec, language)
    figure: _Data = {
        "kind": "chart",
        "caption": _line(block.chart.caption),
        "alternative": _line(block.chart.alternative),
        "svg": svg,
        "width": charts.size(svg)[0] * _POINTS_PER_PIXEL,
    }
    if not block.chart.table:
        return [figure]
    label = LABELS[language].figure_numbers.format(number=block.number)
    return [figure, _table(block.chart.table, label)]


def _photo(photo: Photo) -> _Data:
    """As a figure. The typesetter reads pictures as text: so the photo, unchanged, is in a drawing."""
    width, height = photo.within(*_PHOTO)
    encoded = b64encode(photo.content).decode()
    return {
        "kind": "chart",
        "caption": _line(photo.caption),
        "alternative": _line(photo.alternative),
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{encoded}"/></svg>',
        "width": width,
    }


def _table(table: Table, label: str | None = None) -> _Data:
    """Without a label of its own it is counted among the document's tables."""
    return {
        "kind": "table",
        "label": label,
        "caption": _line(table.caption),
        "columns": [
            {"header": printable(column.header), "align": column.align, "weight": weight}
            for column, weight in zip(table.columns, column_weights(table), strict=True)
        ],
        "rows": [[printable(cell) for cell in row] for row in table.rows],
        "row_headers": table.row_headers,
        "note": printable(table.note) if table.note else None,
    }


def _runs(content: Inline) -> list[_Data]:
    return [
        {"text": printable(run.text), "bold": run.bold, "italic": run.italic}
        for run in runs_of(content)
    ]


def _line(text: str) -> str:
    # Twice: what is spelled out may leave only signs that are not shown.
    return one_line(printable(text))


def _optional(text: str | None) -> str | None:
    return _line(text) if text else None

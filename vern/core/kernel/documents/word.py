"""A document as a Word file that people can go on editing: real styles, fields, tables and texts for pictures."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Final

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.text.paragraph import CT_P
from docx.shared import Emu, Pt

from vern.core.kernel import clock
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
    Run,
    Table,
    runs_of,
)
from vern.core.kernel.documents.labels import LABELS, Labels, Language, long_date
from vern.core.kernel.documents.prepare import (
    NumberedChart,
    NumberedPhoto,
    NumberedTable,
    Prepared,
    column_weights,
    prepared,
)
from vern.core.kernel.documents.text import clean, one_line
from vern.core.kernel.documents.word_styles import (
    CALLOUT_STYLES,
    TABLE_STYLE,
    TEXT_WIDTH,
    dress,
    style_identifier,
)
from vern.core.kernel.documents.word_xml import (
    add_bookmark,
    add_contents,
    add_field,
    add_page_break,
    add_paragraph,
    add_picture,
    add_table,
    add_text,
    mark_table,
    restart_numbering,
)

_EMU_PER_PIXEL: Final = 9525
_LONGEST_PROPERTY: Final = 255
_PHOTO: Final = (260, 220)
"""In points, at most."""
_CONTENTS_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class _Writer:
    word: WordDocument
    labels: Labels
    language: Language


def to_docx(document: Document) -> bytes:
    """The document as a Word file (docx). Raises charts.ChartError for a wrong chart."""
    labels = LABELS[document.language]
    writer = _Writer(docx.Document(), labels, document.language)
    dress(writer.word, labels.tag)
    _set_properties(writer, document)
    _write_footer(writer, document)
    blocks = prepared(document)
    _write_front(writer, document)
    if document.contents:
        _write_contents(writer, blocks)
    for index, block in enumerate(blocks):
        _write(writer, index, block)
    file = io.BytesIO()
    writer.word.save(file)
    return file.getvalue()


def _set_properties(writer: _Writer, document: Document) -> None:
    properties = writer.word.core_properties
    moment = (
        dt.datetime.combine(document.date, dt.time(), tzinfo=dt.UTC)
        if document.date
        else clock.now()
    )
    properties.title = one_line(document.title)[:_LONGEST_PROPERTY]
    properties.author = _names(document)[:_LONGEST_PROPERTY]
    properties.last_modified_by = properties.author
    properties.language = writer.labels.tag
    properties.comments = one_line(document.notice)[:_LONGEST_PROPERTY] if document.notice else ""
    properties.created = properties.modified = moment


def _names(document: Document) -> str:
    return ", ".join(one_line(name) for name in (document.author, document.institution) if name)


def _write_footer(writer: _Writer, document: Document) -> None:
    footer = writer.word.sections[0].footer
    footer.is_linked_to_previous = False
    paragraph = footer.part.element.p_lst[0]
    before, _number, rest = writer.labels.page.partition("{number}")
    between, _total, after = rest.partition("{total}")
    notice = one_line(document.notice) if document.notice else ""
    add_text(paragraph, f"{notice}\t{before}")
    add_field(paragraph, "PAGE", "1")
    add_text(paragraph, between)
    add_field(paragraph, "NUMPAGES", "1")
    add_text(paragraph, after)


def _write_front(writer: _Writer, document: Document) -> None:
    add_paragraph(writer.word, "Title", one_line(document.title))
    if document.subtitle:
        add_paragraph(writer.word, "Subtitle", one_line(document.subtitle))
    date = long_date(document.date, document.language) if document.date else None
    facts = [one_line(fact) for fact in (document.author, document.institution, date) if fact]
    if facts:
        add_paragraph(writer.word, "Facts", "\n".join(facts))
    if document.notice:
        _write_callout(writer, CALLOUT_STYLES["info"], writer.labels.note, document.notice)


def _write_contents(writer: _Writer, blocks: tuple[Prepared, ...]) -> None:
    entries = [
        (block.level, _heading_text(block), _bookmark(index))
        for index, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level <= _CONTENTS_DEPTH
    ]
    if entries:
        add_contents(writer.word, writer.labels.contents, entries)


def _write(writer: _Writer, index: int, block: Prepared) -> None:
    match block:
        case Heading():
            heading = add_paragraph(writer.word, f"Heading {block.level}", _heading_text(block))
            add_bookmark(heading, _bookmark(index), index)
        case Paragraph(content):
            _add_runs(add_paragraph(writer.word, "Normal"), content)
        case BulletList() | NumberedList():
            _write_list(writer, block)
        case NumberedTable(number, table):
            caption = _write_caption(writer, writer.labels.table, number, table.caption)
            _write_table(writer, table, caption)
        case NumberedChart() | NumberedPhoto():
            _write_figure(writer, block)
        case Callout(kind, content):
            _write_callout(writer, CALLOUT_STYLES[kind], writer.labels.callouts[kind], content)
        case PageBreak():
            add_page_break(writer.word)


def _heading_text(block: Heading) -> str:
    return one_line(f"{block.number} {block.text}" if block.number else block.text)


def _bookmark(index: int) -> str:
    return f"_Toc{index:06d}"


def _add_runs(paragraph: CT_P, content: Inline) -> None:
    for run in runs_of(content):
        add_text(paragraph, clean(run.text), bold=run.bold, italic=run.italic)


def _write_list(writer: _Writer, block: BulletList | NumberedList) -> None:
    style = "List Number" if isinstance(block, NumberedList) else "List Bullet"
    paragraphs = []
    for item in block.items:
        paragraphs.append(add_paragraph(writer.word, style))
        _add_runs(paragraphs[-1], item)
    if isinstance(block, NumberedList):
        restart_numbering(writer.word, paragraphs, style)


def _write_callout(writer: _Writer, style: str, word: str, content: Inline) -> None:
    paragraph = add_paragraph(writer.word, style)
    _add_runs(paragraph, (Run(f"{word}: ", bold=True), *runs_of(content)))


def _write_caption(writer: _Writer, label: str, number: int, caption: str) -> CT_P:
    paragraph = add_paragraph(writer.word, "Caption", f"{label} ")
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
    add_text(paragraph, f": {one_line(caption)}")
    return paragraph


def _write_numbers_caption(writer: _Writer, number: int, caption: str) -> CT_P:
    """The caption of a table under a figure: the field repeats the figure's number."""
    before, _number, after = writer.labels.figure_numbers.partition("{number}")
    paragraph = add_paragraph(writer.word, "Caption", before)
    add_field(paragraph, f"SEQ {writer.labels.figure} \\c", str(number))
    add_text(paragraph, f"{after}: {one_line(caption)}")
    return paragraph


def _write_figure(writer: _Writer, block: NumberedChart | NumberedPhoto) -> None:
    if isinstance(block, NumberedPhoto):
        _write_photo(writer, block.number, block.photo)
    else:
        _write_chart(writer, block)


def _write_chart(writer: _Writer, block: NumberedChart) -> None:
    chart = block.chart
    width, _height = charts.size(charts.to_svg(chart.spec, writer.language))
    add_picture(
        writer.word,
        add_paragraph(writer.word, "Picture"),
        charts.to_png(chart.spec, writer.language),
        width=Emu(min(round(width * _EMU_PER_PIXEL), TEXT_WIDTH)),
        alternative=one_line(chart.alternative),
    )
    _write_caption(writer, writer.labels.figure, block.number, chart.caption)
    if chart.table:
        under = _write_numbers_caption(writer, block.number, chart.table.caption)
        _write_table(writer, chart.table, under)


def _write_photo(writer: _Writer, number: int, photo: Photo) -> None:
    width, _height = photo.within(*_PHOTO)
    add_picture(
        writer.word,
        add_paragraph(writer.word, "Picture"),
        photo.content,
        width=Pt(round(width)),
        alternative=one_line(photo.alternative),
    )
    _write_caption(writer, writer.labels.figure, number, photo.caption)


def _write_table(writer: _Writer, table: Table, caption: CT_P) -> None:
    caption.get_or_add_pPr().get_or_add_keepNext()
    texts = (tuple(column.header for column in table.columns), *table.rows)
    drawn = add_table(
        writer.word,
        rows=len(texts),
        weights=column_weights(table),
        width=TEXT_WIDTH,
        style=TABLE_STYLE,
    )
    for row, cells in zip(drawn.tr_lst, texts, strict=True):
        for cell, column, text in zip(row.tc_lst, table.columns, cells, strict=True):
            _write_cell(cell.p_lst[0], text, end=column.align == "end")
    mark_table(drawn, caption=one_line(table.caption), row_headers=table.row_headers)
    # Also without a note a paragraph is needed: tables that touch become one table.
    add_paragraph(writer.word, "Table Note", clean(table.note or ""))


def _write_cell(paragraph: CT_P, text: str, *, end: bool) -> None:
    paragraph.style = style_identifier("Table Text")
    add_text(paragraph, clean(text))
    if end:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

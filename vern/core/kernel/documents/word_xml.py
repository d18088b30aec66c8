"""Word's file format, as far as python-docx has no words for it or is slow.

Works on the file's elements: the library's own paragraphs read every style for each new paragraph.
"""

import io
from collections.abc import Sequence
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Twips

from vern.core.kernel.documents.word_styles import style_identifier

_TOC: Final = 'TOC \\o "1-3" \\h \\z \\u'


def add_paragraph(word: WordDocument, style: str, text: str = "") -> CT_P:
    """A new last paragraph in a style, named as people see it; a newline is a line break."""
    paragraph: CT_P = word.element.body.add_p()
    paragraph.style = style_identifier(style)
    if text:
        add_text(paragraph, text)
    return paragraph


def add_text(paragraph: CT_P, text: str, *, bold: bool = False, italic: bool = False) -> None:
    """Text at the end of the paragraph."""
    run = paragraph.add_r()
    run.text = text
    for wanted, tag in ((bold, "w:b"), (italic, "w:i")):
        if wanted:
            run.get_or_add_rPr().append(OxmlElement(tag))


def add_page_break(word: WordDocument) -> None:
    """A new page."""
    paragraph = word.element.body.add_p()
    paragraph.append(_run(_attributes("w:br", {"type": "page"})))


def add_picture(
    word: WordDocument, paragraph: CT_P, picture: bytes, *, width: Length, alternative: str
) -> None:
    """A PNG or JPEG picture at the end of the paragraph, with the text that is read aloud for it."""
    inline = word.part.new_pic_inline(io.BytesIO(picture), width=width)
    inline.docPr.set("descr", alternative)
    paragraph.add_r().add_drawing(inline)


def add_field(paragraph: CT_P, instruction: str, shown: str) -> None:
    """A field at the end of the paragraph; `shown` stands there until Word counts again."""
    paragraph.extend([*_field_start(instruction), _text_run(shown), _field_mark("end")])


def add_bookmark(paragraph: CT_P, name: str, number: int) -> None:
    """A bookmark round the whole paragraph; no other in the document may have its `number`."""
    start = _attributes("w:bookmarkStart", {"id": str(number), "name": name})
    paragraph.insert_element_before(start, "w:r")
    paragraph.append(_attributes("w:bookmarkEnd", {"id": str(number)}))


def add_contents(word: WordDocument, title: str, entries: Sequence[tuple[int, str, str]]) -> None:
    """A table of contents that Word can update, filled with links: (level, text, bookmark) each.

    Page numbers come when a person updates it: until then nobody knows where Word breaks pages.
    """
    heading = add_paragraph(word, "TOC Heading", title)
    content = OxmlElement("w:sdtContent")
    heading.addprevious(_contents_control(content))
    content.append(heading)
    for place, (level, text, bookmark) in enumerate(entries):
        entry = add_paragraph(word, f"toc {level}")
        content.append(entry)
        if place == 0:
            entry.extend(_field_start(_TOC))
        link = _attributes("w:hyperlink", {"anchor": bookmark, "history": "1"})
        link.append(_text_run(text))
        entry.append(link)
    # The field ends in a paragraph of its own, as Word writes it.
    last = word.element.body.add_p()
    content.append(last)
    last.append(_field_mark("end"))


def restart_numbering(word: WordDocument, paragraphs: Sequence[CT_P], style: str) -> None:
    """Let these paragraphs of a numbered list style count from 1 again."""
    numbering = word.part.numbering_part.element
    base = word.styles[style].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(base).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    for paragraph in paragraphs:
        properties = paragraph.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number.numId


def add_table(
    word: WordDocument, *, rows: int, weights: Sequence[int], width: Length, style: str
) -> CT_Tbl:
    """An empty table in a table style, its columns sharing `width` by weight."""
    table = CT_Tbl.new_tbl(rows, len(weights), width)
    word.element.body.sectPr.addprevious(table)
    table.tblStyle_val = style_identifier(style)
    widths = [Twips(round(width.twips * weight / sum(weights))) for weight in weights]
    for column, share in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = share
    for row in table.tr_lst:
        for cell, share in zip(row.tc_lst, widths, strict=True):
            cell.width = share
    for own in table.tblPr.findall(qn("w:tblW")):
        own.set(qn("w:type"), "dxa")
        own.set(qn("w:w"), str(round(width.twips)))
    return table


def mark_table(table: CT_Tbl, *, caption: str, row_headers: bool) -> None:
    """Repeat the first row on each page, keep rows whole, and name the table for screen readers."""
    for place, row in enumerate(table.tr_lst):
        row_properties = row.get_or_add_trPr()
        row_properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            row_properties.append(OxmlElement("w:tblHeader"))
    properties = table.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(_look(row_headers=row_headers))
    properties.append(_attributes("w:tblCaption", {"val": caption}))


def _look(*, row_headers: bool) -> BaseOxmlElement:
    # The number repeats the named attributes for programs that read only it.
    value = 0x0620 | (0x0080 if row_headers else 0)
    named = {
        "val": f"{value:04X}",
        "firstRow": "1",
        "lastRow": "0",
        "firstColumn": "1" if row_headers else "0",
        "lastColumn": "0",
        "noHBand": "1",
        "noVBand": "1",
    }
    return _attributes("w:tblLook", named)


def _attributes(tag: str, values: dict[str, str]) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _contents_control(content: BaseOxmlElement) -> BaseOxmlElement:
    control: BaseOxmlElement = OxmlElement("w:sdt")
    properties, kind = OxmlElement("w:sdtPr"), OxmlElement("w:docPartObj")
    kind.append(_attributes("w:docPartGallery", {"val": "Table of Contents"}))
    kind.append(OxmlElement("w:docPartUnique"))
    properties.append(kind)
    control.extend([properties, content])
    return control


def _field_start(instruction: str) -> list[BaseOxmlElement]:
    code = _preserving("w:instrText", f" {instruction} ")
    return [_field_mark("begin"), _run(code), _field_mark("separate")]


def _field_mark(kind: str) -> BaseOxmlElement:
    return _run(_attributes("w:fldChar", {"fldCharType": kind}))


def _text_run(text: str) -> BaseOxmlElement:
    return _run(_preserving("w:t", text))


def _preserving(tag: str, text: str) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(tag)
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def _run(content: BaseOxmlElement) -> BaseOxmlElement:
    run: BaseOxmlElement = OxmlElement("w:r")
    run.append(content)
    return run

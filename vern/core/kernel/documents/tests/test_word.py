"""The Word file: real styles, captions, header rows, texts for pictures, and the language."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from vern.core.kernel.documents.blocks import (
    BulletList,
    Column,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Table,
)
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.tests import samples
from vern.core.kernel.documents.text import clean
from vern.core.kernel.documents.word import to_docx


def opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(to_docx(document)))


def of_style(word: WordDocument, style: str) -> list[str]:
    return [
        paragraph.text
        for paragraph in word.paragraphs
        if paragraph.style is not None and paragraph.style.name == style
    ]


def test_headings_use_the_heading_styles() -> None:
    word = opened(samples.document())
    assert of_style(word, "Title") == ["Årsrapport 2024"]
    assert of_style(word, "Heading 1") == ["1 Sammendrag", "2 Videre arbeid"]
    assert of_style(word, "Heading 2") == ["1.1 Tallene"]


def test_captions_are_counted_by_fields_in_the_documents_language() -> None:
    word = opened(samples.document("en"))
    assert of_style(word, "Caption") == [
        "Table 1: Meldinger per enhet",
        "Figure 1: Meldinger per år",
        "Figure 1, the numbers: Tallene bak",
    ]
    codes = [code.text.split()[:3] for code in word.element.iter(qn("w:instrText"))]
    assert [code for code in codes if code[0] == "SEQ"] == [
        ["SEQ", "Table", "\\*"],
        ["SEQ", "Figure", "\\*"],
        ["SEQ", "Figure", "\\c"],
    ]


def test_a_table_repeats_its_header_row_and_has_a_style_and_a_name() -> None:
    first = opened(samples.document()).tables[0]
    assert first.style is not None
    assert first.style.name == "Document Table"
    repeated = [len(list(row.iter(qn("w:tblHeader")))) for row in first._tbl.tr_lst]
    assert repeated == [1, 0, 0]
    (look,) = first._tbl.tblPr.findall(qn("w:tblLook"))
    assert look.get(qn("w:firstColumn")) == "1"
    assert [cell.text for cell in first.rows[1].cells] == ["Kjemisk institutt", "1 200"]


def test_a_picture_has_its_text_alternative() -> None:
    (properties,) = opened(samples.document()).element.iter(qn("wp:docPr"))
    assert properties.get("descr") == samples.ALTERNATIVE


def test_a_photo_stands_as_it_is_with_its_text_alternative_and_is_counted_with_the_charts() -> None:
    photo = samples.photo()
    word = opened(samples.document("nb", photo))
    chart, properties = word.element.iter(qn("wp:docPr"))
    assert (chart.get("descr"), properties.get("descr")) == (
        samples.ALTERNATIVE,
        photo.alternative,
    )
    kept = [each.blob for each in word.part.package.image_parts]
    assert photo.content in kept
    assert "Figur 2: Laben" in [each.text for each in word.paragraphs]


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")])
def test_the_text_and_the_file_have_the_language(language: Language, tag: str) -> None:
    word = opened(samples.document(language))
    (default,) = word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert default.get(qn("w:val")) == tag
    assert word.core_properties.language == tag


def test_the_file_knows_its_title_and_author() -> None:
    properties = opened(samples.document()).core_properties
    assert properties.title == "Årsrapport 2024"
    assert properties.author == "Kari Nordmann, Universitetet"


def test_the_contents_are_a_field_that_links_to_every_heading() -> None:
    word = opened(samples.document())
    assert any("TOC" in (code.text or "") for code in word.element.iter(qn("w:instrText")))
    links = {link.get(qn("w:anchor")) for link in word.element.iter(qn("w:hyperlink"))}
    marks = {mark.get(qn("w:name")) for mark in word.element.iter(qn("w:bookmarkStart"))}
    assert links == marks
    assert len(links) == 3


def test_the_notice_and_the_page_number_stand_on_every_page() -> None:
    footer = opened(samples.document()).sections[0].footer.paragraphs[0]
    assert footer.text == "Syntetiske demodata\tSide 1 av 1"
    codes = [code.text.strip() for code in footer.part.element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_each_numbered_list_counts_from_one() -> None:
    word = opened(Document("T", "nb", (NumberedList(("a", "b")), NumberedList(("c",)))))
    numbers = [
        paragraph.paragraph_format.element.pPr.numPr.numId.val
        for paragraph in word.paragraphs
        if paragraph.style is not None and paragraph.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_very_long_title_is_cut_only_in_the_properties() -> None:
    word = opened(Document("x" * 400, "nb", ()))
    assert len(word.core_properties.title) == 255
    assert of_style(word, "Title") == ["x" * 400]


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    blocks = (
        Heading(1, text),
        Paragraph(text),
        BulletList((text,)),
        Table("x" + text, (Column(text),), ((text,),)),
    )
    word = opened(Document("x" + text, "nb", blocks, author=text, notice=text))
    written = clean(text)
    assert of_style(word, "Normal")[-1] == written
    assert of_style(word, "List Bullet") == [written]
    assert word.tables[0].cell(1, 0).text == written


def test_every_part_of_the_file_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(samples.document()))) as file:
        assert file.testzip() is None
        assert {"word/document.xml", "word/numbering.xml", "word/footer1.xml"} <= set(
            file.namelist()
        )


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_file(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(to_docx(samples.document()))
    subprocess.run(
        [
            str(OFFICE),
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    assert (tmp_path / "report.pdf").stat().st_size > 10_000

"""The PDF: PDF/UA-1 by the compiler's own check, and the parts that assistive technology reads."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vern.core.kernel.documents.blocks import (
    BulletList,
    Callout,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.tests import samples


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(to_pdf(samples.document()))) as opened:
        yield opened


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element below a node of the tag tree."""
    children = node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element["/S"]) for element in elements(pdf.Root["/StructTreeRoot"])]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_file_declares_its_language_and_standard(language: Language) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(samples.document(language)))) as opened:
        assert str(opened.Root["/Lang"]).startswith(language)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in opened.Root["/Metadata"].read_bytes()


def test_the_file_is_tagged_and_shows_its_title(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root["/MarkInfo"]["/Marked"]) is True
    assert bool(pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    assert str(pdf.docinfo["/Title"]) == "Årsrapport 2024"
    assert "Kari Nordmann" in str(pdf.docinfo["/Author"])


def test_headings_lists_tables_and_figures_are_tagged(pdf: pikepdf.Pdf) -> None:
    found = tags(pdf)
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/Figure", "/Caption", "/TOC"} <= set(found)
    # Two tables with two columns each.
    assert found.count("/Table") == 2
    assert found.count("/TH") == 4


def test_a_chart_has_its_text_alternative(pdf: pikepdf.Pdf) -> None:
    alternatives = [
        str(element["/Alt"])
        for element in elements(pdf.Root["/StructTreeRoot"])
        if str(element["/S"]) == "/Figure" and "/Alt" in element
    ]
    assert alternatives == [samples.ALTERNATIVE]


def test_a_photo_has_its_text_alternative_and_its_own_bytes() -> None:
    photo = samples.photo()
    with pikepdf.open(io.BytesIO(to_pdf(samples.document("nb", photo)))) as opened:
        alternatives = [
            str(element["/Alt"])
            for element in elements(opened.Root["/StructTreeRoot"])
            if str(element["/S"]) == "/Figure" and "/Alt" in element
        ]
        kept = [
            each.read_raw_bytes()
            for each in opened.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert alternatives == [samples.ALTERNATIVE, photo.alternative]
    assert kept == [photo.content]


def test_the_outline_holds_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = [item.title for item in outline.root for item in item.children]
    assert titles[-2:] == ["1 Sammendrag", "2 Videre arbeid"]
    assert below == ["1.1 Tallene"]


def test_only_the_shipped_font_is_in_the_file(pdf: pikepdf.Pdf) -> None:
    fonts = [
        str(font["/BaseFont"])
        for page in pdf.pages
        if "/Font" in page["/Resources"]
        for font in page["/Resources"]["/Font"].as_dict().values()
    ]
    assert {name.split("+")[-1].split("-")[0] for name in fonts} == {"Inter"}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(samples.document()) == to_pdf(samples.document())


def test_a_document_without_date_headings_or_contents_is_written_too() -> None:
    assert to_pdf(Document("T", "en", (Paragraph(""),))).startswith(b"%PDF")


def test_a_table_without_rows_is_written_too() -> None:
    assert to_pdf(Document("T", "en", (Table("Empty", (Column("A"),), ()),))).startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_breaks_the_file_or_adds_to_its_structure(text: str) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(_with(text)))) as written:
        found = tags(written)
    assert (found.count("/Table"), found.count("/H1"), found.count("/Figure")) == (1, 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        '#import "x": y',
        "$ x^2 $ \\ @ref <label> *a* _b_ `c` = d",
        '#read("/etc/passwd")',
        "]{}[ // /* */ ~ -- ---",
        "👩🏽‍🔬 🇳🇴 \U0001fae8 \u0378 \ue000 \u200d\ufe0f\u0301 نص עברית ไทย",
        "\x00\x01\x1b\x7f\u2028\u202e\ufeff\ufffe",
        "a" * 3000,
        "\n\n\n",
    ],
)
def test_signs_with_a_meaning_to_the_typesetter_are_only_text(text: str) -> None:
    assert to_pdf(_with(text)).startswith(b"%PDF")


@settings(max_examples=15, deadline=None)
@given(st.text())
def test_no_text_in_a_chart_breaks_the_file(text: str) -> None:
    spec = {
        **samples.SPEC,
        "title": text,
        "data": {"values": [{"year": text, "reports": 1}]},
    }
    document = Document("T", "nb", (Chart("x" + text, "x" + text, spec),))
    assert to_pdf(document).startswith(b"%PDF")


def _with(text: str) -> Document:
    return Document(
        "x" + text,
        "nb",
        (
            Heading(1, text, number=text or None),
            Paragraph((Run(text, bold=True), Run(text, italic=True))),
            BulletList((text, text)),
            Callout("info", text),
            Table("x" + text, (Column(text),), ((text,),), row_headers=True, note=text or None),
            *text_to_blocks(text),
        ),
        subtitle=text,
        author=text,
        institution=text,
        notice=text,
        contents=False,
    )

"""The HTML fragment: valid, safe for a strict policy, and readable by assistive technology."""

import re
from base64 import b64decode
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.core.kernel.documents.blocks import (
    BulletList,
    Callout,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.html import contents, to_html
from vern.core.kernel.documents.tests import samples
from vern.core.kernel.documents.text import clean


def parsed(html: str) -> Element:
    """The fragment's article; raises on any parse error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(f"<!doctype html><title>t</title><body>{html}")
    article = root.find("body/article")
    assert article is not None
    return article


def texts(root: Element, path: str) -> list[str]:
    return ["".join(element.itertext()) for element in root.findall(path)]


def test_headings_begin_at_the_level_the_page_gives() -> None:
    article = parsed(to_html(samples.document(), start_level=3))
    assert texts(article, "h3") == ["1 Sammendrag", "2 Videre arbeid"]
    assert texts(article, "h4") == ["1.1 Tallene"]
    assert article.find("h1") is None
    assert article.find("h2") is None


def test_the_language_and_the_notice_are_at_the_top() -> None:
    article = parsed(to_html(samples.document("nn")))
    assert article.get("lang") == "nn"
    assert "".join(article[0].itertext()) == "Syntetiske demodata"


def test_a_table_has_a_numbered_caption_and_headers_with_scope() -> None:
    article = parsed(to_html(samples.document()))
    table = article.find("div/table")
    assert table is not None
    assert texts(table, "caption") == ["Tabell 1: Meldinger per enhet"]
    assert [cell.get("scope") for cell in table.findall("thead/tr/th")] == ["col", "col"]
    assert [cell.get("scope") for cell in table.findall("tbody/tr/th")] == ["row", "row"]
    assert [cell.get("data-align") for cell in table.findall("tbody/tr/td")] == ["end", "end"]


def test_a_table_that_may_scroll_is_a_named_region_within_reach_of_the_keyboard() -> None:
    article = parsed(to_html(samples.document()))
    region = article.find("div[@role='region']")
    assert region is not None
    assert region.get("tabindex") == "0"
    assert article.find(f".//caption[@id='{region.get('aria-labelledby')}']") is not None


def test_a_chart_is_a_picture_with_words_and_its_numbers() -> None:
    article = parsed(to_html(samples.document("en")))
    figure = article.find("figure")
    assert figure is not None
    picture = figure.find("img")
    assert picture is not None
    kind, _, data = (picture.get("src") or "").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(data).startswith(b"<svg")
    assert picture.get("alt") == samples.ALTERNATIVE
    assert texts(figure, "figcaption") == ["Figure 1: Meldinger per år"]
    assert texts(figure, "details/div/table/caption") == ["Figure 1, the numbers: Tallene bak"]


def test_nothing_in_the_fragment_breaks_a_strict_content_policy() -> None:
    html = to_html(samples.document())
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html)


def test_ids_stay_apart_when_two_documents_share_a_page() -> None:
    both = to_html(samples.document(), prefix="a") + to_html(samples.document(), prefix="b")
    ids = re.findall(r'\sid="([^"]+)"', both)
    assert len(ids) == len(set(ids)) > 0


def test_a_callout_says_its_kind_in_a_word() -> None:
    article = parsed(to_html(Document("T", "nn", (Callout("danger", "Gass"),))))
    assert texts(article, "div/p") == ["Åtvaring: Gass"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b &lt; c", "\"'><img src=x>"])
def test_what_looks_like_markup_is_shown_as_written(text: str) -> None:
    article = parsed(to_html(Document("T", "nb", (Paragraph(text),))))
    assert texts(article, "p") == [text]


@given(st.text())
def test_no_text_changes_the_structure_of_the_fragment(text: str) -> None:
    table = Table("x" + text, (Column(text),), ((text,),), note=text or None)
    document = Document(
        "x" + text,
        "nb",
        (
            Heading(1, text),
            Paragraph((Run(text, bold=True, italic=True),)),
            BulletList((text,)),
            table,
            *text_to_blocks(text),
        ),
        notice="x" + text,
    )
    article = parsed(to_html(document))
    tags = {element.tag for element in article.iter()}
    assert tags <= {
        *("article", "div", "p", "br", "strong", "em", "h2", "ul", "li"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    }
    shown = "\n".join(["", *(part for part in article[2].itertext())])
    assert shown.replace("\n", "") == clean(text).replace("\n", "")


def test_a_phone_gets_the_narrow_drawing_of_a_chart_that_has_one() -> None:
    chart = replace(samples.chart(), narrow={**samples.SPEC, "width": 200})
    article = parsed(to_html(Document("T", "nb", (chart,))))
    (source,) = article.iter("source")
    (image,) = article.iter("img")
    assert source.get("media") == "(max-width: 40rem)"
    assert source.get("srcset") != image.get("src")
    assert image.get("alt") == samples.ALTERNATIVE


def test_a_photo_is_fetched_from_its_address_and_says_what_it_shows() -> None:
    photo = samples.photo()
    (image,) = parsed(to_html(Document("T", "nb", (photo,)))).iter("img")
    assert (image.get("src"), image.get("alt")) == (photo.address, photo.alternative)


def test_the_contents_name_every_heading_and_where_it_stands() -> None:
    document = samples.document("nb", Heading(2, "Mer"), Heading(3, "Enda mer"))
    article = parsed(to_html(document, prefix="d"))
    entries = contents(document, depth=2, prefix="d")
    assert {entry.text for entry in entries} >= {"1 Sammendrag", "Mer"}
    assert "Enda mer" not in {entry.text for entry in entries}
    headings = {each.get("id"): "".join(each.itertext()) for each in article}
    assert all(headings[entry.anchor] == entry.text for entry in entries)

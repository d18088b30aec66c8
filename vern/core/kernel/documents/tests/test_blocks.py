"""Blocks: what people type becomes paragraphs and lists, and wrong tables are refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.core.kernel.documents.blocks import (
    BulletList,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    inline,
    runs_of,
    text_to_blocks,
)
from vern.core.kernel.documents.labels import long_date
from vern.core.kernel.documents.prepare import (
    NumberedChart,
    NumberedTable,
    column_weights,
    prepared,
)
from vern.core.kernel.documents.tests import samples
from vern.core.kernel.documents.text import clean, covered_signs, one_line, printable


def test_a_blank_line_parts_paragraphs_and_a_single_newline_breaks_the_line() -> None:
    assert text_to_blocks("Første linje\nandre linje\r\n\r\nNytt avsnitt") == (
        Paragraph((Run("Første linje\nandre linje"),)),
        Paragraph((Run("Nytt avsnitt"),)),
    )


def test_lines_with_a_dash_become_a_list_also_right_after_a_sentence() -> None:
    assert text_to_blocks("Vi trenger:\n- hansker\n- briller\n  med styrke\n\nTakk") == (
        Paragraph((Run("Vi trenger:"),)),
        BulletList(((Run("hansker"),), (Run("briller med styrke"),))),
        Paragraph((Run("Takk"),)),
    )


def test_a_dash_inside_a_sentence_and_a_date_begin_no_list() -> None:
    assert text_to_blocks("-5 grader\n1. mai er fri") == (
        Paragraph((Run("-5 grader\n1. mai er fri"),)),
    )


def test_emphasis_needs_whole_words() -> None:
    assert inline("**Viktig:** les _nøye_, ikke fil_navn_2 eller 2 ** 3") == (
        Run("Viktig:", bold=True),
        Run(" les "),
        Run("nøye", italic=True),
        Run(", ikke fil_navn_2 eller 2 ** 3"),
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=80))
def test_reading_emphasis_loses_nothing_but_the_marks(text: str) -> None:
    shown = "".join(run.text for run in inline(text))
    assert shown.replace("*", "").replace("_", "") == text.replace("*", "").replace("_", "")


@given(st.text(max_size=200))
def test_no_word_is_lost_when_text_becomes_blocks(text: str) -> None:
    letters = {sign for sign in clean(text) if sign.isalnum()}
    shown = "".join(
        run.text
        for block in text_to_blocks(text)
        if isinstance(block, Paragraph | BulletList)
        for part in (block.items if isinstance(block, BulletList) else (block.content,))
        for run in runs_of(part)
    )
    assert letters <= set(shown)


def test_a_row_that_does_not_fill_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 2 cells"):
        Table("Tall", (Column("A"), Column("B")), (("1", "2"), ("3",)))


def test_a_chart_without_a_text_alternative_is_refused() -> None:
    with pytest.raises(ValueError, match="text alternative"):
        Chart("Tall", " ", {})


def test_a_document_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        Document(" ", "nb", ())


def test_a_heading_is_at_most_one_level_below_the_one_before() -> None:
    document = Document(
        "Tittel", "nb", (Heading(3, "a"), Heading(4, "b"), Heading(1, "c"), Heading(4, "d"))
    )
    assert [block.level for block in prepared(document) if isinstance(block, Heading)] == [
        1,
        2,
        1,
        2,
    ]


def test_tables_and_figures_are_counted_apart_and_a_charts_numbers_take_no_number() -> None:
    blocks = prepared(samples.document("nb", samples.table("Siste")))
    tables = [block.number for block in blocks if isinstance(block, NumberedTable)]
    (chart,) = [block for block in blocks if isinstance(block, NumberedChart)]
    assert chart.chart.table
    assert (chart.number, tables) == (1, [1, 2])


def test_a_column_of_long_texts_gets_more_of_the_width() -> None:
    narrow, wide = column_weights(
        Table(
            "Tall", (Column("Nr"), Column("Tiltak")), (("1", "Kjøp nye avtrekk til laboratoriet"),)
        )
    )
    assert narrow < wide


def test_long_texts_leave_every_other_column_room_for_its_longest_word() -> None:
    words = ("Katastrofalt", "Ubetydelig", "Restitusjonstid")
    table = Table(
        "Kriterier",
        (Column("Nivå"), *map(Column, words[1:]), Column("Beskrivelse")),
        ((words[0], "1", "2", "Alvorlig skade som krever oppfølging over lang tid. " * 5),),
    )
    weights = column_weights(table)
    assert all(weight > len(word) for word, weight in zip(words, weights, strict=False))
    assert max(weights) == weights[-1]
    assert sum(weights) <= 86


def test_dates_are_written_as_the_language_does() -> None:
    day = dt.date(2025, 3, 1)
    assert [long_date(day, "nb"), long_date(day, "nn"), long_date(day, "en")] == [
        "1. mars 2025",
        "1. mars 2025",
        "1 March 2025",
    ]


def test_signs_without_a_picture_in_the_font_are_spelled_out() -> None:
    assert printable("Bra 👍🏽 王") == "Bra [thumbs up sign][U+1F3FD] [U+738B]"


def test_norwegian_sami_and_other_european_letters_stay() -> None:
    text = "Ærlig Åse på Øya, Čálliidlágádus, ŋ đ ŧ, Łódź, Ελλάδα, Київ – «ja» § ± µ² → ≥"
    assert printable(text) == text


def test_control_characters_are_left_out_and_a_title_is_never_empty() -> None:
    assert clean("a\x00b\x1b\u202ec\ud800\ufffe") == "abc"
    assert one_line("\x01\n ") == "–"


@given(st.text())
def test_printable_text_has_only_signs_that_the_font_shows(text: str) -> None:
    assert covered_signs().issuperset(map(ord, printable(text)))

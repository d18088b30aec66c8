"""Figures as parts of documents: words, numbers, pictures. No database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from vern.core.kernel.documents import charts
from vern.core.org.tree import Level, Place, Tree
from vern.hub.figures import blocks
from vern.hub.figures.drawing import NARROW, Bars, on_a_page
from vern.hub.figures.export import to_csv, to_json
from vern.hub.figures.ports import Answer, Column, Figure, Question, Row

DAY = dt.date(2026, 1, 31)
ROOT = Place(1, "UNI", None, "institution", False, True, "Uni", "", "")  # noqa: FBT003
CHEM = Place(2, "CHEM", 1, "department", True, True, "Kjemi", "", "Chemistry")  # noqa: FBT003
TREE = Tree(dt.date(2025, 12, 31), {1: ROOT, 2: CHEM})
LABELS = {"gas": "Gas & damp", "fire": "Brann"}


def figure(chart: Bars | None = None, *, single_row: bool = False) -> Figure:
    return Figure(
        key="test.kinds",
        title=gettext_lazy("Kinds"),
        definition=gettext_lazy("Everything."),
        columns=(
            Column("kind", "Kind", numeric=False),
            Column("name", "Name", numeric=False, files_only=True),
            Column("n", "How many"),
            Column("share", "Percent", decimals=1),
        )[2 if single_row else 0 :],
        rows=lambda _question: (),
        chart=chart,
        single_row=single_row,
    )


def answered(
    *rows: Row, chart: Bars | None = None, unit: Place | None = None, single_row: bool = False
) -> Answer:
    question = Question(2025, DAY, TREE, Level.INSTITUTION, unit)
    return Answer(figure(chart, single_row=single_row), question, rows, LABELS)


def row(kind: str, n: int, share: float | None = None) -> Row:
    return {"kind": kind, "name": f"name of {kind}", "n": n, "share": share}


def test_a_table_is_written_for_people_and_a_file_for_machines() -> None:
    answer = answered(row("gas", 12345, 77.25), row("new", 0))
    with translation.override("nb"):
        table = blocks.table(answer)
    assert [column.header for column in table.columns] == ["Kind", "How many", "Percent"]
    assert [column.align for column in table.columns] == ["start", "end", "end"]
    assert table.rows == (("Gas & damp", "12\u00a0345", "77,2"), ("new", "0", "–"))
    assert to_csv(answer) == (
        "kind,name,n,share\ngas,name of gas,12345,77.25\nnew,name of new,0,\n"
    )
    assert to_json(answered(row("fire", 1))) == (
        '[{"kind": "fire", "name": "name of fire", "n": 1, "share": null}]'
    )


def test_a_table_says_what_it_counts_and_as_of_which_day() -> None:
    with translation.override("en"):
        table = blocks.table(answered())
    assert table.caption == "Kinds, 2025"
    assert table.note == "Everything. Stated as of 31\u00a0January 2026."


def test_a_caption_names_the_unit_unless_it_is_the_whole_institution() -> None:
    with translation.override("en"):
        assert blocks.caption(answered(unit=CHEM)) == "Kinds, Chemistry, 2025"
        assert blocks.caption(answered(unit=ROOT)) == "Kinds, 2025"


def test_units_stand_by_name_in_the_norwegian_order_and_the_rest_last() -> None:
    by_unit = Figure(
        key="test.by_unit",
        title=gettext_lazy("Units"),
        definition=gettext_lazy("Everything."),
        columns=(Column("unit", "Unit", numeric=False), Column("n", "How many")),
        rows=lambda _question: (),
        levels=(Level.REPORTING,),
    )
    names = {"A": "Økonomi", "B": "Ånd", "C": "Biologi"}
    places = {
        number: Place(number, code, 1, "department", True, True, name, "", "")  # noqa: FBT003
        for number, (code, name) in enumerate(names.items(), start=2)
    }
    question = Question(2025, DAY, Tree(DAY, places), Level.REPORTING)
    rows: tuple[Row, ...] = tuple({"unit": code, "n": 1} for code in (*names, "other"))
    answer = Answer(by_unit, question, rows, {**names, "other": "Annet"})
    with translation.override("nb"):
        shown = [cells[0] for cells in blocks.table(answer).rows]
    assert shown == ["Biologi", "Økonomi", "Ånd", "Annet"]
    assert [line.split(",")[0] for line in to_csv(answer).splitlines()[1:]] == [
        "A",
        "B",
        "C",
        "other",
    ]


def test_a_single_row_stands_upright() -> None:
    with translation.override("en"):
        table = blocks.table(answered({"n": 1000, "share": 5.0}, single_row=True))
    assert table.rows == (("How many", "1,000"), ("Percent", "5.0"))
    assert to_json(answered({"n": 1, "share": 5.0}, single_row=True)) == '{"n": 1, "share": 5.0}'


def test_a_chart_says_in_words_what_it_shows() -> None:
    answer = answered(row("gas", 2), row("fire", 7), row("none", 0), chart=Bars(("n",)))
    with translation.override("en"):
        chart = blocks.chart(answer)
    assert chart.alternative == "Bar chart. How many: Brann 7, Gas & damp 2."
    assert chart.table is not None
    assert len(chart.table.rows) == 3


def test_a_long_chart_says_the_largest_and_how_many_more() -> None:
    many = [row(f"k{number}", number) for number in range(20)]
    with translation.override("en"):
        said = blocks.alternative(answered(*many, chart=Bars(("n",), most=12)))
    assert said == (
        "Bar chart. How many, the largest: k19 19, k18 18, k17 17, k16 16, k15 15."
        " Then come 7 smaller ones."
    )
    with translation.override("en"):
        caption = blocks.chart(answered(*many, chart=Bars(("n",), most=12))).caption
    assert caption == "Kinds, 2025. The chart shows the 12 largest of 19."


def test_upright_bars_keep_their_order_and_their_zeros() -> None:
    answer = answered(row("b", 1), row("a", 0), chart=Bars(("n", "share"), upright=True))
    assert [(bar.label, bar.series) for bar in blocks.bars(answer)] == [
        ("b", "How many"),
        ("b", "Percent"),
        ("a", "How many"),
        ("a", "Percent"),
    ]


def test_a_chart_of_nothing_says_so() -> None:
    answer = answered(row("gas", 0), chart=Bars(("n",)))
    with translation.override("en"):
        assert "nothing to count" in blocks.alternative(answer)
    assert "<svg" in charts.to_svg(blocks.chart(answer).spec, "nb")


def test_a_figure_that_is_not_drawn_has_no_chart() -> None:
    with pytest.raises(ValueError, match=r"test\.kinds"):
        blocks.chart(answered(row("gas", 1)))


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("narrow", [True, False])
def test_a_picture_has_the_size_that_the_page_was_told(upright: bool, narrow: bool) -> None:  # noqa: FBT001
    answer = answered(
        row("gas", 3, 1.0), row("fire", 5), chart=Bars(("n", "share"), upright=upright)
    )
    drawn = blocks.drawing(answer, narrow=narrow)
    svg = charts.to_svg(drawn.spec, "nb")
    assert charts.size(svg) == (drawn.width, drawn.height)
    assert (drawn.width == NARROW) is narrow
    assert "Gas &amp; damp" in svg
    assert "Arial" in on_a_page(svg)

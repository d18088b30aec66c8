"""The outline that comes with the system."""

from __future__ import annotations

from vern.core.kernel.access import SIGNED_IN
from vern.hub.figures.ports import figures
from vern.hub.figures.reference import references
from vern.review.annual_report.outline import (
    LANGUAGES,
    Reference,
    Section,
    Sentence,
    Shown,
    outline,
)
from vern.review.annual_report.rules import NEAREST, nearest
from vern.review.annual_report.views import reading


def test_every_figure_and_table_of_the_outline_is_contributed() -> None:
    parts = outline().parts
    asked = {part.figure for part in parts if isinstance(part, Shown | Sentence)}
    assert asked
    assert {key for key in asked if key not in figures} == set()
    assert {p.key for p in parts if isinstance(p, Reference) and p.key not in references} == set()


def test_every_chart_of_the_outline_can_be_drawn_and_every_level_asked_for() -> None:
    shown = [part for part in outline().parts if isinstance(part, Shown)]
    assert [p.figure for p in shown if p.form == "chart" and figures[p.figure].chart is None] == []
    assert [p.figure for p in shown if p.level and p.level not in figures[p.figure].levels] == []


def test_every_section_has_a_name_and_help_in_each_language_and_a_chapter() -> None:
    sections = [part for part in outline().parts if isinstance(part, Section)]
    assert sections
    for section in sections:
        assert section.chapter
        assert all(section.name(each) and section.help(each) for each in LANGUAGES)
    assert len({section.key for section in sections}) == len(sections)


def test_a_reader_gets_their_language_or_the_nearest() -> None:
    assert nearest("en", {"nb", "en"}) == "en"
    assert nearest("en", {"nb", "nn"}) == "nb"
    assert nearest("nn", {"nb", "en"}) == "nb"
    assert nearest("nb", {"en"}) == "en"
    assert nearest("nb", set()) is None
    assert set(NEAREST) == set(LANGUAGES)


def test_reading_is_open_to_everyone_who_is_signed_in() -> None:
    assert reading.show.access == SIGNED_IN  # type: ignore[attr-defined]

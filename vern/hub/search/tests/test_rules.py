"""How words and numbers are read, whatever someone writes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.hub.search import rules

SERIES = ("AVV", "HMS")
anything = st.text(max_size=300)


def found_by(typed: str, number: str) -> bool:
    """Whether a number is found by what was typed, as the database would find it."""
    held = rules.number_lexemes(number)
    terms = rules.terms(typed, SERIES)
    return bool(terms) and all(
        any(each.startswith(begun) for begun in term.begins for each in held)
        or bool(set(term.equals) & set(held))
        for term in terms
    )


@pytest.mark.parametrize(
    "typed",
    [
        "AVV-2025-00123",
        "AVV-2025-0123",
        "avv-2025-123",
        "avv 2025 123",
        "AVV2025-123",
        "AVV-2025-12",
        "AVV-2025-",
        "AVV-2025",
        "avv-123",
        "2025-123",
        "2025-00123",
        "123",
        "00123",
        "AVV",
    ],
)
def test_a_number_is_found_whole_begun_and_with_or_without_zeros(typed: str) -> None:
    assert found_by(typed, "AVV-2025-00123")


@pytest.mark.parametrize(
    "typed", ["AVV-2025-124", "AVV-2024-123", "HMS-2025-123", "2024-123", "23"]
)
def test_another_number_is_not_found(typed: str) -> None:
    assert not found_by(typed, "AVV-2025-00123")


def test_a_date_is_no_number() -> None:
    assert [term.word for term in rules.terms("2025-11-22", SERIES)] == ["2025", "11", "22"]


def test_a_whole_number_is_told_from_one_that_begins_so() -> None:
    (term,) = rules.terms("AVV-2025-0012", SERIES)
    assert term.exact in rules.number_lexemes("AVV-2025-00012")
    assert term.exact not in rules.number_lexemes("AVV-2025-00123")


@given(anything)
def test_no_word_of_a_text_looks_like_a_tag_or_holds_what_the_database_would_read(
    text: str,
) -> None:
    for word in rules.words(text):
        assert word.isalnum()
        assert word == rules.fold(word)
        assert len(word) <= rules.LONGEST_WORD


@given(anything)
def test_what_is_asked_is_quoted_and_bounded_whatever_was_typed(typed: str) -> None:
    terms = rules.terms(typed, SERIES)
    assert len(terms) <= rules.MOST_WORDS
    for term in terms:
        assert rules.asked(term, (), ())


@given(st.text(alphabet="abcæøåéüÆØÅ -", min_size=1, max_size=60))
def test_what_is_written_is_found_by_itself_and_by_how_each_word_begins(text: str) -> None:
    held = rules.each_once([text])
    for word in rules.words(text):
        assert word in held
        (term,) = rules.terms(word[:2], ())
        begun = (*term.begins, *term.equals)
        assert any(each.startswith(begun) for each in held)


def test_accents_go_and_norwegian_letters_stay() -> None:
    assert rules.fold("ÆØÅ æøå Éa Åse Björk Käte") == "æøå æøå ea åse bjørk kæte"


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31)), st.dates(dt.date(1990, 1, 1)))
def test_every_day_lies_in_one_stretch_of_time(today: dt.date, day: dt.date) -> None:
    held = {rules.month_tag(day), rules.year_tag(day.year)}
    assert [_holds(window, held) for window in rules.windows(today)].count(True) == 1


def _holds(asked: str, held: set[str]) -> bool:
    """A tsquery of `&`, `|` and `!`, read for some lexemes."""
    python = asked.replace("!", " not ").replace("&", " and ").replace("|", " or ")
    for lexeme in rules_lexemes(asked):
        python = python.replace(f"'{lexeme}'", str(lexeme in held))
    return bool(eval(python))  # noqa: S307 (our own text)


def rules_lexemes(asked: str) -> list[str]:
    return asked.split("'")[1::2]


def test_the_first_word_found_is_shown_with_what_is_around_it() -> None:
    text = "a " * 100 + "og da sto avtrekket åpent" + " b" * 100
    shown = rules.pieces(text, ["avtrekk"], [])
    assert [piece.text for piece in shown if piece.found] == ["avtrekket"]
    assert "".join(piece.text for piece in shown).startswith("… ")
    assert "sto avtrekket åpent" in "".join(piece.text for piece in shown)
    assert rules.pieces(text, ["xylofon"], []) == []


@given(st.text(max_size=400), st.text(alphabet="abcdef", min_size=1, max_size=4))
def test_what_is_shown_stands_in_the_text(text: str, word: str) -> None:
    shown = rules.pieces(text, [word], [])
    whole = "".join(piece.text for piece in shown if piece.text not in ("… ", " …"))
    assert whole in text
    assert all(rules.fold(piece.text).startswith(word) for piece in shown if piece.found)

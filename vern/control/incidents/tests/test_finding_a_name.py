"""A name is found wherever it stands on its own, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.control.incidents.names import pattern_of

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéüABCDEÆØÅ"
word = st.text(LETTERS, min_size=2, max_size=8)
names = st.lists(word, min_size=1, max_size=3)
gaps = st.sampled_from([" ", "  ", "\n", "\u00a0", "-", "\u2011", " – ", ".", ", "])
edges = st.sampled_from(["", " ", ". ", ", ", "(", ")", "«", "»", "\n", "/", "_", "!"])
cases = st.sampled_from([str, str.upper, str.lower, str.title])
forms = st.sampled_from(["NFC", "NFD"])
Form = Literal["NFC", "NFD"]


def struck(words: str, text: str) -> str:
    pattern = pattern_of(words)
    assert pattern is not None
    return pattern.sub("*", text)


@given(names, gaps, gaps, cases, forms, forms, edges, edges)
def test_a_name_is_found_however_it_is_written(
    name: list[str],
    typed: str,
    written: str,
    case: Callable[[str], str],
    one: Form,
    other: Form,
    before: str,
    after: str,
) -> None:
    wanted = unicodedata.normalize(one, typed.join(name))
    text = unicodedata.normalize(other, case(written.join(name)))
    assert struck(wanted, f"så{before or ' '}{text}{after or ' '}gikk") == (
        f"så{before or ' '}*{after or ' '}gikk"
    )


@given(names, st.text(LETTERS, min_size=1, max_size=4).filter(lambda more: more.lower() != "s"))
def test_a_name_within_a_longer_word_is_another_word(name: list[str], more: str) -> None:
    text = " ".join(name)
    assert struck(text, f"{text}{more}") == f"{text}{more}"
    assert struck(text, f"{more}{text}") == f"{more}{text}"


@given(names, st.sampled_from(["s", "'s", "’s"]))
def test_a_genitive_loses_the_name_and_keeps_its_s(name: list[str], genitive: str) -> None:
    assert struck(" ".join(name), f"{' '.join(name)}{genitive} bil") == f"*{genitive} bil"


@given(names, st.text(max_size=80))
def test_what_has_been_struck_is_not_found_again(name: list[str], text: str) -> None:
    pattern = pattern_of(" ".join(name))
    assert pattern is not None
    once = pattern.sub("[…]", f"{text} {' '.join(name)} {text}")
    assert pattern.search(once) is None


@given(st.text(max_size=100))
def test_nothing_that_someone_types_is_a_rule_of_its_own(words: str) -> None:
    pattern = pattern_of(words)
    assert pattern is None or pattern.sub("", "Ingen her") in ("Ingen her", "Ingen ", " her", "")


@pytest.mark.parametrize("words", ["", " ", "a", "--", ".*", "(", "Å"])
def test_what_is_too_short_is_no_name(words: str) -> None:
    assert pattern_of(words) is None


@pytest.mark.parametrize(
    ("words", "text", "left"),
    [
        ("Kari", "Kari-Anne og Karianne", "*-Anne og Karianne"),
        ("kari nordmann", "skriv til kari.nordmann@uni.no", "skriv til *@uni.no"),
        ("O'Brien", "Så kom O’Brien.", "Så kom *."),
        ("Bo", "Bo bor i Bodø. BO!", "* bor i Bodø. *!"),
        ("Åse", "Hos A\u030ase, ikke A\u030asen", "Hos *, ikke A\u030asen"),
        ("Kar", "Kar\u0301 er et annet ord", "Kar\u0301 er et annet ord"),
    ],
)
def test_examples(words: str, text: str, left: str) -> None:
    assert struck(words, text) == left


def test_a_long_text_without_the_name_is_read_fast() -> None:
    pattern = pattern_of("aa " * 30)
    assert pattern is not None
    assert re.search(pattern, "aa " * 3000 + "b") is not None

"""No text makes one of our regular expressions run away (OWASP ASVS 1.3.12)."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import product
from re import _parser  # type: ignore[attr-defined] # as the compiler reads it
from typing import Any, Final

import pytest
from django.core.validators import RegexValidator

import vern

LONG: Final = 3_000
"""Characters; the longest text that a form of ours takes has 5,000."""
SECONDS: Final = 0.4
END: Final = "\0"


def of_ours() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of ours or a class in it holds."""
    for found in pkgutil.walk_packages(vern.__path__, "vern."):
        if {"tests", "migrations", "__main__", "demo", "wsgi", "testing"} & set(
            found.name.split(".")
        ):
            continue
        module = importlib.import_module(found.name)
        holders = [module, *(each for each in vars(module).values() if isinstance(each, type))]
        for holder in holders:
            for name, value in vars(holder).items():
                yield from ((f"{found.name}.{name}", each) for each in _patterns(value))


def _patterns(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, RegexValidator):
        value = re.compile(value.regex) if isinstance(value.regex, str) else value.regex
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _patterns(each)


def characters_of(parsed: Any) -> Iterator[str]:
    """One of each that the pattern names."""
    for what, given in parsed:
        yield from _named(str(what), given)


CLASSES: Final = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}


def _named(what: str, given: Any) -> Iterator[str]:
    if what in ("LITERAL", "NOT_LITERAL"):
        yield chr(given)
    elif what == "RANGE":
        yield chr(given[0])
    elif what == "CATEGORY":
        yield CLASSES.get(str(given), "a")
    elif what == "IN":
        yield from characters_of(given)
    else:
        for part in _parts(given):
            yield from characters_of(part)


def _parts(given: Any) -> Iterator[Any]:
    """Of a repetition, a group, an alternative: what stands in it."""
    if isinstance(given, _parser.SubPattern):
        yield given
    elif isinstance(given, tuple | list):
        for each in given:
            yield from _parts(each)


def slowest(pattern: re.Pattern[str]) -> float:
    """Seconds for the worst of texts made of what it looks for, that nearly fit."""
    known = list(
        dict.fromkeys([*characters_of(_parser.parse(pattern.pattern, pattern.flags)), "a"])
    )[:4]
    worst = 0.0
    for first, second in product(known, repeat=2):
        text = (first + second) * (LONG // 2) + END
        began = time.process_time()
        pattern.search(text)
        pattern.fullmatch(text)
        worst = max(worst, time.process_time() - began)
        if worst > SECONDS:
            break
    return worst


def test_no_text_makes_a_pattern_of_ours_run_away() -> None:
    every = {pattern.pattern: (name, pattern) for name, pattern in of_ours()}
    assert len(every) > 20
    slow = {name: took for name, pattern in every.values() if (took := slowest(pattern)) > SECONDS}
    assert slow == {}


@pytest.mark.parametrize("bad", [r"(\w+\s?)+:", r"(a|ab?)*c", r"(\d+)*x"])
def test_one_that_runs_away_is_found(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.LONG", 18)
    monkeypatch.setattr(f"{__name__}.SECONDS", 0.01)
    assert slowest(re.compile(bad)) > 0.01

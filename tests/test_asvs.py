"""docs/asvs.csv maps each requirement to something that is so (OWASP ASVS 5.0)."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from vern.site import settings

ROOT = Path(__file__).resolve().parents[1]
ALL = {"1": 70, "2": 183}
"""How many requirements ASVS 5.0.0 has at these levels."""

CHOSEN = {
    *("1.2.10", "1.3.12", "2.3.5", "3.4.7", "3.4.8", "3.5.8", "4.1.4", "5.2.4", "5.2.6", "6.3.8"),
    *("7.5.3", "8.3.2", "8.4.2", "13.1.2", "13.2.6", "14.2.6", "14.2.7", "14.2.8", "15.4.2"),
    "16.5.4",
}
"""Of level 3: what health data and whistleblowing ask for."""


def rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "asvs.csv").open(newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of all tests of a file, those in classes too."""
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def fault(evidence: str) -> str:
    """Why a piece of evidence is none; empty if it is one."""
    kind, _, what = evidence.partition(":")
    if kind == "test":
        path, _, name = what.partition("::")
        if not (ROOT / path).is_file():
            return "no such file"
        return "" if name in names_in(path) else "no such test"
    if kind == "setting":
        return "" if hasattr(settings, what) else "no such setting"
    if kind == "file":
        path, _, text = what.partition("#")
        if not (ROOT / path).is_file():
            return "no such file"
        return "" if text and text in (ROOT / path).read_text() else "no such text"
    return "neither test, setting nor file"


def faults(row: dict[str, str]) -> list[str]:
    given = row["evidence"].split("\n")
    if row["status"] == "met":
        return [f"{row['id']}: {each}: {why}" for each in given if (why := fault(each))]
    if row["status"] in {"open", "n/a"}:
        return [] if len(row["evidence"]) > 6 else [f"{row['id']}: no reason"]
    return [f"{row['id']}: {row['status']} is no status"]


def test_every_requirement_of_levels_1_and_2_has_a_row_and_the_chosen_of_level_3() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    levels = Counter(row["level"] for row in ROWS)
    assert {level: levels[level] for level in ALL} == ALL
    assert {row["id"] for row in ROWS if row["level"] == "3"} == CHOSEN


def test_every_row_stands_on_something_that_there_is() -> None:
    assert [each for row in ROWS for each in faults(row)] == []


def test_what_is_open_says_what_it_comes_with() -> None:
    vague = [
        row["id"]
        for row in ROWS
        if row["status"] == "open" and not any(word in row["evidence"] for word in ("with", "adr"))
    ]
    assert vague == []


@pytest.mark.parametrize(
    "evidence",
    [
        "",
        "test:tests/test_asvs.py::test_that_nobody_wrote",
        "test:tests/test_nothing.py::test_x",
        "setting:NO_SUCH_SETTING",
        "file:docs/operations.md#no such words anywhere",
        "file:docs/operations.md#",
        "file:docs/nothing.md#x",
        "we think so",
    ],
)
def test_what_is_no_evidence_is_found(evidence: str) -> None:
    row = {"id": "1.1.1", "status": "met", "evidence": evidence}
    assert faults(row)


def test_a_row_without_a_reason_is_found() -> None:
    for status in ("open", "n/a", "met", "perhaps"):
        assert faults({"id": "1.1.1", "status": status, "evidence": ""})

"""Files for spreadsheets: what people wrote is never a formula, and stays readable."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from vern.core.kernel.spreadsheets import (
    csv_lines,
    csv_response,
    excel_response,
    harmless,
    workbook,
)

FORMULAS = (
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    " =1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "− 1+A1",
    '=HYPERLINK("https://vern.example?"&A1,"Se her")',
    "+47 73 59 50 00+1",
    "+47-73-59",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_reckon_with_is_marked_as_text(text: str) -> None:
    assert harmless(text).startswith("'")
    assert harmless(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    [
        "+47 73 59 50 00",
        "+4773595000",
        "-1",
        "-3,5",
        "−12.5",
        "-1 000",
        "ring 73 59 50 00; eller +47 900 00 000",
        "avtrekk 3 - ventil 2",
        "a=b",
        "kari@vern.example",
        "",
    ],
)
def test_numbers_phone_numbers_and_plain_words_are_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_a_program_that_parts_cells_at_a_semicolon_or_a_line_break_finds_no_formula() -> None:
    (line,) = csv_lines([("x", "søl;=1+1\n@SUM(1)\tok")])
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(line), delimiter=separator):
            assert not [cell for cell in row if cell.lstrip("\"' ").startswith(("=", "@"))] or all(
                "'" in cell for cell in row if "=" in cell or "@" in cell
            )
    assert "'=1+1" in line
    assert "'@SUM" in line


@given(st.text())
def test_no_text_whatsoever_begins_as_a_formula_and_nothing_is_lost(text: str) -> None:
    safe = harmless(text)
    assert safe.replace("'", "") == text.replace("'", "")
    assert harmless(safe).lstrip("'") == safe.lstrip("'") or "'" in safe
    for piece in safe.replace("\r", "\n").replace(";", "\n").replace("\t", "\n").split("\n"):
        begins = piece.strip()[:1]
        assert begins not in set("=@＝＠")
        if begins and begins in "+-−＋－":
            assert piece.strip()[1:].replace(" ", "").replace(".", "").replace(",", "").isdigit()


def test_numbers_stay_numbers_in_csv() -> None:
    (line,) = csv_lines([(-3, 2.5, None, dt.date(2026, 11, 22), "-3")])
    assert line == "-3,2.5,,2026-11-22,-3\n"


def test_a_long_file_is_sent_while_it_is_read() -> None:
    made = 0

    def rows() -> Iterator[tuple[int, str]]:
        nonlocal made
        for number in range(20_000):
            made = number
            yield number, "Søl på gulvet ved avtrekk " * 10

    response = csv_response(rows(), "rows.csv")
    pieces = iter(response)
    assert next(pieces).decode().startswith("\ufeff0,Søl")
    assert made < 1000
    tracemalloc.start()
    rest = sum(len(each) for each in pieces)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rest > 5_000_000
    assert most < 1_000_000
    assert response["Content-Disposition"] == 'attachment; filename="rows.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_in_a_workbook_every_text_is_text_and_every_number_a_number() -> None:
    texts = (*FORMULAS, "#N/A", "+47 73 59 50 00", "-1", "true", "2026-11-22")
    rows = [(text, 7, -2.5, None, dt.date(2026, 11, 22)) for text in texts]
    content = workbook("Tall: 2026/27", ["=A", "B", "C", "D", "E"], rows, ["=note"])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == "Tall  2026 27"
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert all(cell.data_type == "s" for cell in cells if isinstance(cell.value, str))
    first = [row[0] for row in sheet.iter_rows(min_row=2, max_row=1 + len(texts))]
    assert [cell.value for cell in first] == [text.replace("\x00", "") for text in texts]
    assert [cell.quotePrefix for cell in first][:4] == [True] * 4
    assert [cell.value for cell in sheet[2]][1:3] == [7, -2.5]
    assert sheet[2][4].value == dt.datetime(2026, 11, 22)  # noqa: DTZ001 (a workbook has no zones)
    assert excel_response(content, "a.xlsx")["Content-Disposition"].endswith('"a.xlsx"')

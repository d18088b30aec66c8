"""Rows as files for spreadsheets: CSV and Excel. Every export goes through here.

What people wrote must never become a formula on somebody's machine (OWASP, CSV injection; ASVS 5.0
1.2.10). In an Excel workbook each text is marked as a text. In CSV a text that a spreadsheet would
take for a formula gets an apostrophe in front; numbers and phone numbers are left as they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | dt.date | None
Row = Sequence[Value]

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells spreadsheets that a CSV file is UTF-8."""

CSV: Final = "text/csv; charset=utf-8"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_AT_A_TIME: Final = 200
_LONGEST: Final = 32_767
"""Characters in a cell of Excel."""
_WIDEST: Final = 60

# What begins a formula, also in full width; NUL and other control characters are skipped over by
# some programs, and so are spaces.
_SKIPPED: Final = r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*"
_FORMULA: Final = re.compile(
    rf"{_SKIPPED}[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
)
_LEADING_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A phone number or a number: digits in groups, nothing that reckons.
_NUMBER: Final = re.compile(r"[+\-\u2212]\d+(?:[ \u00a0\u202f]\d+)*(?:[.,]\d+)?\s*")
# A program with another separator than ours begins a new cell at these, inside our quotes too.
_ELSEWHERE: Final = re.compile(r"([;\t\r\n])")
_NOT_IN_EXCEL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """The text as a CSV cell may hold it: no part of it is a formula to any spreadsheet."""
    pieces = _ELSEWHERE.split(text)
    pieces[::2] = map(_harmless, pieces[::2])
    whole = "".join(pieces)
    # What is left in front is for the eye of no one: a tab or a line break hides what comes after.
    return f"'{whole}" if _LEADING_CONTROL.match(whole) else whole


def _harmless(piece: str) -> str:
    if not _FORMULA.match(piece) or _NUMBER.fullmatch(piece.lstrip()):
        return piece
    return f"'{piece}"


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as lines of CSV: commas, lines end with a newline, nothing for None."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([harmless(each) if isinstance(each, str) else each for each in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def csv_response(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    """A CSV file that is sent while its rows are read, with a mark that says that it is UTF-8.

    `rows` are read after the view has returned: what may be refused is refused before.
    """
    language = translation.get_language()

    def pieces() -> Iterator[str]:
        kept = [BYTE_ORDER_MARK]
        with translation.override(language):
            for line in csv_lines(rows):
                kept.append(line)
                if len(kept) >= _AT_A_TIME:
                    yield "".join(kept)
                    kept.clear()
        yield "".join(kept)

    response = StreamingHttpResponse(pieces(), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def workbook(
    title: str, heading: Sequence[str], rows: Iterable[Row], notes: Iterable[str]
) -> bytes:
    """An Excel workbook of one sheet: heading, rows, and below them what is said of them.

    Numbers are numbers and dates are dates; all else is text, whatever it looks like.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    body = [list(row) for row in rows]
    _lay_out(sheet, heading, body)
    sheet.append([_cell(sheet, each, bold=True) for each in heading])
    for row in body:
        sheet.append([_cell(sheet, each) for each in row])
    sheet.append([])
    for note in notes:
        sheet.append([_cell(sheet, note, wrapped=False)])
    return _saved(book, title)


def excel_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved."""
    return HttpResponse(
        content,
        content_type=EXCEL,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cell(
    sheet: WriteOnlyWorksheet, value: Value, *, bold: bool = False, wrapped: bool = True
) -> Cell:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _NOT_IN_EXCEL.sub("", value)[:_LONGEST])
        cell.data_type = "s"  # or "=" would begin a formula,
        cell.quotePrefix = bool(_FORMULA.match(value))  # and here when the cell is edited
        cell.alignment = Alignment(vertical="top", wrap_text=wrapped)
    else:
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type] # its stubs forget dates
        cell.alignment = Alignment(vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _lay_out(sheet: WriteOnlyWorksheet, heading: Sequence[str], rows: Sequence[Row]) -> None:
    sheet.freeze_panes = "A2"
    for place, title in enumerate(heading):
        longest = max((len(str(row[place])) for row in rows if row[place] is not None), default=0)
        width = min(max(longest, len(title)) + 2, _WIDEST)
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = width  # type: ignore[attr-defined]


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title)[:31].strip() or "1"


def _saved(book: Workbook, title: str) -> bytes:
    book.properties.title = title
    book.properties.creator = "Vern"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

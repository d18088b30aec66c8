"""What leaves Vern in other forms than pages: is each line, cell and header still what it was?"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final
from xml.etree import ElementTree as ET

import openpyxl

from faults.visitor import Answer

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIL_HEADERS: Final = frozenset(
    {
        *("from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version"),
        *("content-type", "content-transfer-encoding", "x-mailfrom", "x-rcptto", "x-peer"),
    }
)
LOG_KEYS: Final = frozenset(
    {
        *("time", "level", "logger", "message", "request", "error", "where"),
        *("route", "method", "status", "ms", "user", "task", "job", "event"),
    }
)
STARTED: Final = "Launching a worker on all queues"
"""What the queue's own command prints, before there is a log."""
FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]\s*[^\d\s]|\s*=", re.DOTALL)


def text_of(answer: Answer) -> str:
    """All words of it, as someone reads them."""
    kind = _kind(answer)
    if kind in (WORD, EXCEL):
        return html.unescape(" ".join(_parts(answer.body).values()))
    if kind in ("application/pdf", "image/png", "image/jpeg"):
        return ""
    return html.unescape(answer.text)


def harms_in(answer: Answer) -> list[str]:
    """What a text has made in a file or in the answer's headers."""
    found = [f"header {name}" for name in answer.headers if "hostile" in name.lower()]
    found += [
        f"header {name}: {value[:60]}"
        for name, value in answer.headers.items()
        if name not in ("location", "content-disposition") and "hostile" in value
    ]
    look = _LOOKS.get(_kind(answer))
    if answer.status != 200 or look is None:
        return found
    try:
        return [*found, *look(answer)]
    except (ValueError, KeyError, ET.ParseError, zipfile.BadZipFile) as error:
        return [*found, f"cannot be read: {error!r}"]


def _kind(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]


def _csv(answer: Answer) -> Iterator[str]:
    text = answer.body.decode("utf-8-sig")
    rows = list(
        csv.reader(
            io.StringIO(text, newline=""), delimiter=";" if ";" in text.split("\n")[0] else ","
        )
    )
    if len({len(row) for row in rows}) > 1:
        yield f"rows of different lengths: {sorted({len(row) for row in rows})}"
    yield from (f"a formula: {cell[:40]!r}" for row in rows for cell in row if FORMULA.match(cell))


def _excel(answer: Answer) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.data_type == "f":
            yield f"a formula: {str(cell.value)[:40]!r}"


def _json(answer: Answer) -> Iterator[str]:
    json.loads(answer.body)
    return iter(())


def _calendar(answer: Answer) -> Iterator[str]:
    lines = answer.body.decode().replace("\r\n ", "").split("\r\n")
    for line in lines:
        if not re.match(r"[A-Z-]+[;:]|$", line) or line.startswith("X-HOSTILE") or "\n" in line:
            yield f"a broken line: {line[:60]!r}"
    if lines.count("BEGIN:VEVENT") != lines.count("END:VEVENT"):
        yield "an entry that does not end"


def _word(answer: Answer) -> Iterator[str]:
    for name, part in _parts(answer.body).items():
        root = ET.fromstring(part)  # noqa: S314 (our own)
        if any("hostile" in each.tag for each in root.iter()):
            yield f"an element in {name}"
        if name.endswith(".rels"):
            yield from (
                f"leads to {each.get('Target')}"
                for each in root
                if re.match(r"javascript:|//|file:", each.get("Target", ""))
            )


def _drawing(answer: Answer) -> Iterator[str]:
    for each in ET.fromstring(answer.body).iter():  # noqa: S314 (our own)
        if each.tag.rpartition("}")[2] in ("script", "foreignObject", "x-hostile"):
            yield f"<{each.tag}>"
        yield from (name for name in each.attrib if name.startswith("on"))


_LOOKS: Final[dict[str, Callable[[Answer], Iterable[str]]]] = {
    "text/csv": _csv,
    EXCEL: _excel,
    "application/json": _json,
    "text/calendar": _calendar,
    WORD: _word,
    "image/svg+xml": _drawing,
}


def _parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


# --- mail and logs --------------------------------------------------------------------------


def harms_in_mail(raw: bytes, sent_to: Iterable[str]) -> Iterator[str]:
    """What a text has made in a mail beside its own words. `sent_to` is whom the server was told."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    for name in {each.lower() for each in mail} - MAIL_HEADERS:
        yield f"mail header {name}"
    if any("hostile" in each for each in sent_to) or "hostile.example" in str(mail["To"]):
        yield "mail to a stranger"
    if mail.is_multipart() or mail.get_content_type() != "text/plain" or mail.defects:
        yield f"a mail of {mail.get_content_type()}, {mail.defects}"
    for name, value in mail.items():
        if "\n" in str(value) or "\r" in str(value):
            yield f"two lines in {name}"


def text_of_mail(raw: bytes) -> str:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return (
        f"{mail['Subject']}\n{mail.get_content() if not mail.is_multipart() else mail.as_string()}"
    )


def harms_in_log(log: str) -> Iterator[str]:
    """Each line is one object of known keys, and none says what someone wrote."""
    for line in log.split("\n"):
        if not line or line == STARTED:
            continue
        try:
            facts = json.loads(line)
        except ValueError:
            yield f"a line that is no entry: {line[:60]!r}"
            continue
        if not isinstance(facts, dict) or not facts.keys() <= LOG_KEYS:
            yield f"an entry of other keys: {line[:60]!r}"
        elif "hostile" in line or re.search(r"h\d{5}x", line):
            yield f"an entry that quotes: {line[:100]!r}"
        elif not {"time", "logger"} <= facts.keys():
            yield f"an entry that someone wrote: {line[:60]!r}"

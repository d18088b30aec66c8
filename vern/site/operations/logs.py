"""Log lines without persons: who runs the server need not read about people.

A line is what our code says plus numbers; an exception is its kind and where it was, never its
words, which may quote what someone wrote (PostgreSQL's do). Whoever needs the words sets
VERN_DEBUG, where nothing is real.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from types import TracebackType
from typing import Any, Final

from vern.site.operations import request_id

FIELDS: Final = ("route", "method", "status", "ms", "user", "task", "job", "event")
"""What a caller may add with `extra=`; everything else is left out."""

LIBRARIES: Final = "site-packages"

OTHERS_WORDS: Final = {
    "Invalid request from ip=": "invalid request",
    "Error handling request": "error while handling a request",
    "Invalid HTTP_HOST header": "invalid host header",
}
"""What libraries write about requests, by how it begins, with our words for it."""


class Private(logging.Formatter):
    """One line per record, whatever is in it."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """What is written, in this order."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        facts: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if number := request_id.current():
            facts["request"] = number
        facts |= {name: vars(record)[name] for name in FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[1]:
            facts["error"] = kinds_of(record.exc_info[1])
            facts["where"] = where(record.exc_info[2])
        return facts


class JsonLines(Private):
    """For a log system."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.facts(record), default=str)


class PlainLines(Private):
    """For a terminal. What could begin a new line, or colour it, is written out."""

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        first = [str(facts.pop(name)) for name in ("time", "level", "logger", "message")]
        rest = [f"{name}={value}" for name, value in facts.items()]
        line = " ".join([*first, *rest])
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)


def message_of(record: logging.LogRecord) -> str:
    """The record's text; where it was made from a request, only the kind of event."""
    if "request" in vars(record):  # Django's: they quote paths, hosts and what was sent
        return f"{record.name} {vars(record).get('status_code', '')}".strip()
    said = str(record.msg)
    for beginning, ours in OTHERS_WORDS.items():
        if said.startswith(beginning):
            return ours
    return record.getMessage()


def kinds_of(error: BaseException) -> str:
    """The exception and what caused it, innermost last: `IntegrityError < UniqueViolation`."""
    kinds: list[str] = []
    each: BaseException | None = error
    while each is not None and len(kinds) < 5:
        kinds.append(type(each).__qualname__)
        each = each.__cause__ or each.__context__
    return " < ".join(kinds)


def where(trace: TracebackType | None) -> list[str]:
    """File, line and function of each step in our code, and of the last one; none of the values."""
    steps = traceback.extract_tb(trace, limit=None)
    ours = [step for step in steps[:-1] if LIBRARIES not in step.filename]
    return [f"{step.filename}:{step.lineno} {step.name}" for step in [*ours, *steps[-1:]]]


class OnlyExceptions(logging.Filter):
    """Answers from 500 on that were meant (a probe's 503) stand in the line of the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)

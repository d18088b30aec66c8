"""What modules put on a person's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


SHOWN = 10
"""Tasks of one source that the desk shows; the rest are one click away."""


@dataclass(frozen=True)
class OneTap:
    """A button that does the task from the desk: it posts `answer` to the address, and `desk`, so
    that one comes back here."""

    label: _StrPromise
    url: str
    answer: str


@dataclass(frozen=True)
class Task:
    """Something that awaits the person. `since` is when it came, `due` when it must be done, and
    `until` what that day is, in words with `%(day)s`; `also`: what else is to be said of it; what is `at_once` stands above all else;
    `taps` do it without opening it. Tasks with the same `number` are about the same, and stand
    once."""

    title: str
    url: str
    unit: str
    number: str = ""
    since: dt.date | None = None
    due: dt.date | None = None
    status: str = ""
    also: tuple[str, ...] = ()
    until: str = ""
    at_once: bool = False
    taps: tuple[OneTap, ...] = ()


@dataclass(frozen=True)
class Tasks:
    """The first of many tasks (`SHOWN` at least), how many there are, and how many of all are late."""

    first: list[Task]
    count: int
    late: int = 0


def everyone(actor: Actor) -> bool:  # noqa: ARG001 (the form of all that choose)
    """Whose desk most tasks may lie on."""
    return True


@dataclass(frozen=True)
class TaskSource:
    """A module's tasks for a person, at most `limit` of them, the most urgent first.

    `all_url` names the page with the whole list, and `all_query` narrows it to what awaits
    someone (such as `state=open`): the desk shows only the first ones. What comes `first` stands
    above all else; `concerns` says whose desk it is for.
    """

    key: str
    label: _StrPromise
    tasks: Callable[[Actor, dt.date, int], Iterable[Task] | Tasks]
    empty: _StrPromise
    all_url: str = ""
    all_query: str = ""
    first: bool = False
    concerns: Callable[[Actor], bool] = everyone


Turns = Callable[[Actor], QuerySet[Any, Any]]
"""Rows of records, as a statement that can be composed for all who have as many rights
(`records.composed`): it asks the database nothing, and of the actor only places, posts and person."""


@dataclass(frozen=True)
class Turn:
    """Records that await the person for one reason, such as `a round to sign`.

    `rows` gives the records, with nothing that the person may not read; `due` is the path from them
    to a day, and `until` what that day is, in words with `%(day)s`; `action`: the page where it is
    done, of a record's key, if not the record's own; `title`: what is to be done, in the place of the
    record's own title and number. With `of_units`, the rows are units, and it needs both.
    """

    key: str
    status: _StrPromise | str
    rows: Turns
    due: str = "due_on"
    until: _StrPromise | None = None
    action: Callable[[int], str] | None = None
    title: _StrPromise | None = None
    of_units: bool = False


@dataclass(frozen=True)
class TurnGroup:
    """A module's turns: one section of the desk. All modules' are asked in one query, however many
    modules there are; what is no record, or has words of its own, is a `TaskSource`."""

    key: str
    label: _StrPromise
    empty: _StrPromise
    turns: tuple[Turn, ...]
    all_url: str = ""
    all_query: str = ""
    first: bool = False
    concerns: Callable[[Actor], bool] = everyone


@dataclass(frozen=True)
class Shortcut:
    """A page that a person may want from the desk. An empty address leaves it out."""

    key: str
    label: _StrPromise
    about: _StrPromise
    url: Callable[[Actor], str]
    order: int = 50


task_sources: Port[TaskSource] = Port("task sources")
turn_groups: Port[TurnGroup] = Port("turns")
shortcuts: Port[Shortcut] = Port("shortcuts")

"""Content as a file, from a test installation to the one in use and back.

A file is brought in whole or not at all: what is wrong in it is told row by row. Rows that a file
does not speak of stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from vern.core.kernel.editable import OFFERED, ContentKind, Values, content_kinds
from vern.core.kernel.errors import Refused
from vern.core.org.actors import SYSTEM, Actor
from vern.hub.content import services
from vern.hub.content.forms import ContentForm
from vern.hub.content.queries import Difference, differences, row, rows

FORMAT: Final = 1
KEY: Final = "key"


@dataclass(frozen=True)
class Brought:
    """A row that the file changes, or adds where `new`."""

    kind: ContentKind
    key: str
    new: bool
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be as the file says. An empty key: the whole kind; no kind: the file."""

    kind: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.kind, self.key)))}: {self.why}".lstrip(": ")


@dataclass(frozen=True)
class Outcome:
    """`done`: whether the database says so now."""

    brought: Sequence[Brought]
    wrong: Sequence[Wrong]
    done: bool


def exported() -> str:
    """Everything that is editable, as JSON in a steady order."""
    kinds = {
        kind.key: [{KEY: kind.key_of(each), **kind.values_of(each)} for each in rows(kind)]
        for kind in content_kinds
    }
    return json.dumps({"vern_content": FORMAT, "kinds": kinds}, ensure_ascii=False, indent=2) + "\n"


def bring_in(text: str, *, actor: Actor = SYSTEM, dry_run: bool = False) -> Outcome:
    """Let content say what a file says. With `dry_run`, or where anything is wrong, nothing stays."""
    brought: list[Brought] = []
    wrong: list[Wrong] = []
    with transaction.atomic():
        for kind, found in _read(text, wrong):
            for each in found:
                _bring(actor, kind, each, brought, wrong)
        done = not wrong and not dry_run
        if not done:
            transaction.set_rollback(True)
    return Outcome(brought, wrong, done)


def _read(text: str, wrong: list[Wrong]) -> Iterator[tuple[ContentKind, Sequence[Any]]]:
    """The kinds of a file in our order, so that what rows point to comes before them."""
    try:
        read = json.loads(text)
        kinds = dict(read["kinds"]) if read["vern_content"] == FORMAT else None
    except (ValueError, TypeError, KeyError):
        kinds = None
    if kinds is None:
        wrong.append(Wrong("", "", _("This is no file of content from Vern.")))
        return
    wrong += [
        Wrong(key, "", _("There is no such kind.")) for key in kinds if key not in content_kinds
    ]
    for kind in content_kinds:
        found = kinds.get(kind.key, [])
        if isinstance(found, list):
            yield kind, found
        else:
            wrong.append(Wrong(kind.key, "", _("Here should be a list of rows.")))


def _bring(
    actor: Actor, kind: ContentKind, given: Any, brought: list[Brought], wrong: list[Wrong]
) -> None:
    key = str(given.get(KEY, "")) if isinstance(given, Mapping) else ""
    if not key:
        wrong.append(Wrong(kind.key, "", _("A row has no key.")))
        return
    there = row(kind, key)
    before = kind.values_of(there) if there is not None else {}
    try:
        after = _checked(kind, given, before)
        with transaction.atomic():
            if there is None:
                services.add(actor=actor, kind=kind, values=after, key=key)
            else:
                _refuse_ending(kind, key, before, after)
                services.change(actor=actor, kind=kind, key=key, values=after)
    except _NotValidError as errors:
        wrong += [Wrong(kind.key, key, each) for each in errors.args]
    except Refused as refused:
        wrong.append(Wrong(kind.key, key, str(refused)))
    else:
        found = differences(kind, before, after)
        brought += [Brought(kind, key, there is None, found)] if found else []


class _NotValidError(Exception):
    """What the form says, a line each."""


def _checked(kind: ContentKind, given: Values, before: Values) -> dict[str, Any]:
    """What a row is to say, by the same form as on the page. What is not given stays."""
    unknown = set(given) - {KEY, *kind.columns}
    if unknown:
        none = _("There is no such field.")
        raise _NotValidError(*(f"{name}: {none}" for name in sorted(unknown)))
    said = {
        **_empty(kind),
        **before,
        **{name: given[name] for name in kind.columns if name in given},
    }
    form = ContentForm(_as_typed(said), kind=kind, said={})
    if not form.is_valid():
        raise _NotValidError(
            *(f"{name}: {each}" for name, found in form.errors.items() for each in found)
        )
    offered = {OFFERED: said[OFFERED]} if kind.grows else {}
    if not all(isinstance(each, bool) for each in offered.values()):
        say = _("Write true or false.")
        raise _NotValidError(f"{OFFERED}: {say}")
    return {**form.said, **offered}


def _empty(kind: ContentKind) -> dict[str, Any]:
    return {OFFERED: True} if kind.grows else {}


def _as_typed(said: Values) -> dict[str, Any]:
    """As a browser sends it: a box that is not ticked is not there."""
    return {name: value for name, value in said.items() if value is not False and value is not None}


def _refuse_ending(kind: ContentKind, key: str, before: Values, after: Values) -> None:
    if before.get(OFFERED) and not after.get(OFFERED):
        services.refuse_ending(kind, key)

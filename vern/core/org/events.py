"""What happened in the organisation; history writes it down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from vern.core.kernel.events import Event
from vern.core.org.actors import Actor


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """A verb was done to a unit, a person or both. Facts are keys and coded values, no free text.

    `texts` holds former names and the like, which may have to be forgotten later.
    """

    verb: str
    actor: Actor
    unit_id: int | None = None
    person_id: int | None = None
    facts: Mapping[str, str | int | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TreeRefreshed(Event):
    """Units stand somewhere else from today; their paths say so already. `ended`: ids of those that
    are no more."""

    ended: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ContentSaved(Event):
    """A row of editable content was changed on a page of its own; its key as `ContentKind` says."""

    kind: str
    key: str
    actor: Actor


@dataclass(frozen=True)
class AbsenceChanged(Event):
    """Someone is away, is back, or another was asked to take over or has answered: `verb` as history has
    it. `deputies`: who stands in, each with their first and last day, before a `person.back` too."""

    verb: str
    actor: Actor
    absence_id: int
    person_id: int
    cover_id: int | None
    answer: str
    set_by_id: int | None
    deputies: tuple[tuple[int, dt.date, dt.date], ...] = ()

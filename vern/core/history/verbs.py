"""What can stand in a history line, in words that a reader understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ports import Port

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Verb:
    """A verb's key, and what the trail says of it."""

    key: str
    label: _StrPromise


verbs: Port[Verb] = Port("history verbs")

READ = "record.read"
"""Noted of records that few may read. Read with `reading.readings_of`, not with the other lines."""

INFECTED = "file.infected"

INSTEAD_OF = "instead_of"
"""In a line's facts: the person in whose place it was done, while they were away."""

LINKED, UNLINKED = "record.linked", "record.unlinked"

RECORDS = (
    Verb(READ, _("Read it")),
    Verb(INFECTED, _("Found a virus in a file")),
    Verb(LINKED, _("Linked it with something else")),
    Verb(UNLINKED, _("Took a link away")),
)

ORGANISATION = (
    Verb("unit.created", _("Created the unit")),
    Verb("unit.renamed", _("Renamed the unit")),
    Verb("unit.moved", _("Moved the unit")),
    Verb("unit.merged", _("Merged the unit into another")),
    Verb("unit.took_over", _("Let the unit take over from another")),
    Verb("unit.split", _("Split the unit into new ones")),
    Verb("person.registered", _("Registered the person")),
    Verb("person.changed", _("Changed the person's details")),
    Verb("person.account_opened", _("Opened an account")),
    Verb("person.appointed", _("Gave the person a role")),
    Verb("person.assignment_ended", _("Ended the person's role")),
    Verb("person.away", _("Said that the person is away")),
    Verb("person.back", _("Said that the person is back")),
    Verb("person.cover_asked", _("Asked someone to take over while the person is away")),
    Verb("person.cover_accepted", _("Accepted to take over while the person is away")),
    Verb("person.cover_declined", _("Declined to take over while the person is away")),
    Verb("area.drawn", _("Drew a safety representative's area")),
    Verb("area.redrawn", _("Redrew a safety representative's area")),
    Verb("area.ended", _("Ended a safety representative's area")),
    Verb("building.created", _("Registered a building")),
    Verb("building.changed", _("Changed a building")),
    Verb("room.added", _("Registered a room")),
    Verb("rooms.added", _("Registered several rooms")),
    Verb("room.changed", _("Changed a room")),
    Verb("room.ended", _("Took a room out of use")),
    Verb("employer.added", _("Registered another employer in a building")),
    Verb("employer.changed", _("Changed another employer in a building")),
    Verb("employer.removed", _("Removed another employer from a building")),
)

"""Reports of the same thing: which may be, which are, and what a duplicate's reporter follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import KIND, Closure, Incident
from vern.control.incidents.queries.timeline import TOLD
from vern.control.incidents.rules import IncidentState
from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Record, State

RECENT = dt.timedelta(days=60)
NEAR = dt.timedelta(days=14)
LOOKED_AT = 200
SHOWN = 5
WORD = re.compile(r"\w{4,}")
OWN = "incident.reported"


def find(actor: Actor, number: str) -> Record | None:
    """The report with a number, where the actor may handle it; None otherwise, whatever the reason."""
    record = (
        Record.objects.filter(kind=KIND, number__iexact=number.strip())
        .select_related("unit", "handling_unit", "incident")
        .prefetch_related("parties")
        .first()
    )
    return record if record and may(actor, HANDLE, record) else None


def alike(actor: Actor, record: Record) -> list[Record]:
    """Open reports of the last weeks at the same unit that the actor may handle, the most similar
    first: they share words, room or building, or came within a few days of each other."""
    found = (
        Record.objects.held_by(actor)
        .filter(
            kind=KIND,
            state=State.OPEN,
            unit=record.unit,
            opened_at__gt=clock.now() - RECENT,
        )
        .exclude(pk=record.pk)
        .select_related("unit", "handling_unit", "incident")
        .prefetch_related("parties")
        .order_by("-opened_at", "-pk")[:LOOKED_AT]
    )
    similar = {each: likeness(record, each) + _nearness(record, each) for each in found}
    ranked = sorted((each for each in found if similar[each]), key=lambda each: -similar[each])
    return [each for each in ranked if may(actor, HANDLE, each)][:SHOWN]


def likeness(one: Record, other: Record) -> float:
    """From 0 upwards: the share of words that both have, and a half for each place they share."""
    mine, theirs = (_words(each.incident.description) for each in (one, other))
    shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    same_building = one.building_id is not None and one.building_id == other.building_id
    room, other_room = one.incident.room, other.incident.room
    same_room = bool(room) and room.casefold() == other_room.casefold()
    return shared + (same_building + same_room) / 2


def _nearness(one: Record, other: Record) -> float:
    """Up to a tenth, for reports that came the same day; nothing after a fortnight."""
    apart = abs(one.opened_at - other.opened_at)
    return max(0.0, 0.1 * (1 - apart / NEAR))


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))


@dataclass(frozen=True)
class Way:
    """What the one who reported it follows."""

    state: IncidentState
    entries: Sequence[Entry]
    measures: Sequence[Measure]
    closures: Sequence[Closure]
    handled_in: Record | None = None


def way_of(incident: Incident, own: Way) -> Way:
    """A report's own way, and from where it was merged, that of the report it is handled with:
    its steps, measures in neutral words, and answers; nothing that was told in it, nor by whom."""
    if own.state is not IncidentState.MERGED or incident.merged_into is None:
        return own
    main = incident.merged_into
    also = [entry for entry in of_record(main.record) if entry.verb in TOLD and entry.verb != OWN]
    return Way(
        state=IncidentState(main.state),
        entries=sorted([*own.entries, *also], key=lambda entry: entry.at),
        measures=[*own.measures, *main.record.measures.all()],
        closures=sorted([*own.closures, *main.closures.all()], key=lambda each: each.at),
        handled_in=main.record,
    )


@dataclass(frozen=True)
class Twin:
    """Another report that is handled with this one. Without a record where it is unseen."""

    number: str
    title: str = ""
    pk: int | None = None


def twins(actor: Actor, record: Record, count: int) -> list[Twin]:
    """What was merged into a report, `count` in all: one query, for what the actor reads."""
    duplicates = Incident.objects.filter(merged_into=record.pk)
    seen = Record.objects.held_by(actor).filter(pk__in=duplicates.values("pk")).order_by("pk")
    found = [Twin(each.number, each.title, each.pk) for each in seen]
    return [*found, *[Twin("")] * (count - len(found))]

"""Reports of the same thing: which may be, which are, and what a duplicate's reporter follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, When, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import KIND, TYPE_LABELS, Closure, Incident
from vern.control.incidents.queries.common_words import common_words, words_of
from vern.control.incidents.queries.timeline import TOLD
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.core.history.models import HistoryLine
from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.composed import reads
from vern.core.records.models import Record, State

RECENT = dt.timedelta(days=60)
NEAR, FAR = 14, 30
"""Days within which nearness counts, and after which one is asked to be sure."""
LOOKED_AT, RANKED, SHOWN = 200, 20, 5
WORD, WORDS_OF_ROOM = re.compile(r"\w{4,}"), re.compile(r"\w+")
WORDS_SHOWN, ENOUGH_WORDS = 5, 2
WORDS, ROOM, BUILDING, UNIT, TIME, TYPE = 2.0, 1.0, 0.5, 0.5, 0.5, 0.25
"""What likeness weighs, each at most."""
OWN, TOOK_IN = "incident.reported", "incident.took_in"


def find(actor: Actor, number: str) -> Record | None:
    """The report with a number, where the actor may handle it; None otherwise, whatever the reason."""
    record = (
        Record.objects.filter(kind=KIND, number__iexact=number.strip())
        .select_related("unit", "handling_unit", "incident")
        .prefetch_related("parties")
        .first()
    )
    return record if record and may(actor, HANDLE, record) else None


@dataclass(frozen=True)
class Alike:
    """A report that may be about the same, and what speaks for it."""

    record: Record
    facts: Sequence[str]
    score: float


def alike(actor: Actor, record: Record) -> list[Alike]:
    """Open reports of the last weeks that the actor may handle, the most similar first: at the same
    unit or in the same building, and with words in common also elsewhere below the unit above. Words
    that stand in very many reports count for nothing."""
    here = Q(unit=record.unit)
    if record.building_id is not None:
        here |= Q(building=record.building_id)
    found = (
        Record.objects.held_by(actor)
        .filter(
            here | Q(unit__path__startswith=_above(record.unit.path)),
            kind=KIND,
            state=State.OPEN,
            opened_at__gt=clock.now() - RECENT,
        )
        .exclude(pk=record.pk)
        .select_related("unit", "handling_unit", "incident")
        .annotate(lexemes=_LEXEMES, here=Case(When(here, then=0), default=1))
        .order_by("here", "-opened_at", "-pk")[:LOOKED_AT]
    )
    own = Record.objects.filter(pk=record.pk).values_list(_LEXEMES, flat=True)
    common = common_words()
    words = set(own[0]) - common
    compared = (_compared(record, each, words, common) for each in found)
    ranked = sorted(filter(None, compared), key=lambda each: -each.score)[:RANKED]
    prefetch_related_objects([each.record for each in ranked], "parties")
    return [each for each in ranked if may(actor, HANDLE, each.record)][:SHOWN]


_LEXEMES = words_of("incident__description")


def _above(path: str) -> str:
    """The path of the unit above; of the institution's own, its own."""
    steps = path.split(".")[:-1]
    return ".".join(steps[: max(1, len(steps) - 1)]) + "."


def _compared(one: Record, other: Record, words: set[str], common: frozenset[str]) -> Alike | None:
    """Nothing where only the unit or the kind is the same."""
    theirs = set(getattr(other, "lexemes", ())) - common
    shared = words & theirs
    same_words = 2 * len(shared) / max(1, len(words) + len(theirs))
    place, score = _places(one, other, common)
    near = max(0.0, 1 - days_apart(one, other) / NEAR)
    same_unit = one.unit_id == other.unit_id
    if not (same_unit or place) and len(shared) < ENOUGH_WORDS:
        return None
    if not (shared or place or near):
        return None
    score += WORDS * same_words + TIME * near + UNIT * same_unit
    score += TYPE * (one.incident.type == other.incident.type)
    unit = _("Same unit") if same_unit else _("At %(unit)s") % {"unit": other.unit.name}
    facts = [unit, *place, _when(days_apart(one, other)), *_in_common(one, shared)]
    return Alike(other, facts, score)


def _places(one: Record, other: Record, common: frozenset[str]) -> tuple[list[str], float]:
    """What place they share, and how much that weighs."""
    first, second = one.incident, other.incident
    known = first.known_room_id is not None and first.known_room_id == second.known_room_id
    written = first.room.casefold() == second.room.casefold() and _tells(first.room, common)
    near = one.building_id == other.building_id and (
        one.building_id is not None or one.unit_id == other.unit_id
    )
    if known or (written and near):
        return [_("Same room")], ROOM
    if one.building_id is not None and one.building_id == other.building_id:
        return [_("Same building")], BUILDING
    return [], 0.0


def _tells(room: str, common: frozenset[str]) -> bool:
    """Whether a room's name says which it is: "A101" and "the cold store" do, "lab" may not."""
    words = WORDS_OF_ROOM.findall(room.casefold())
    return any(each not in common or any(sign.isdigit() for sign in each) for each in words)


def days_apart(one: Record, other: Record) -> int:
    """Days between when they happened, or were reported where that is not said."""
    first, second = (
        timezone.localdate(each.incident.happened_at or each.opened_at) for each in (one, other)
    )
    return abs((first - second).days)


def _when(days: int) -> str:
    if not days:
        return _("Same day")
    return ngettext("%(days)d day apart", "%(days)d days apart", days) % {"days": days}


def _in_common(record: Record, shared: set[str]) -> list[str]:
    """Some of the words that both have, as they are written in the first."""
    written = dict.fromkeys(WORD.findall(record.incident.description.casefold()))
    words = [each for each in written if any(each.startswith(stem) for stem in shared)]
    if not words:
        return []
    return [_("Both say: %(words)s") % {"words": ", ".join(words[:WORDS_SHOWN])}]


def unlike(record: Record, into: Record) -> list[str]:
    """What speaks against that two reports are about the same; nothing where nothing does."""
    found = []
    if record.unit_id != into.unit_id:
        units = {"one": record.unit.name, "other": into.unit.name}
        found.append(_("They are from different units: %(one)s and %(other)s.") % units)
    kinds = [IncidentType(each.incident.type) for each in (record, into)]
    if kinds[0] is not kinds[1] and IncidentType.UNKNOWN not in kinds:
        one, other = (str(TYPE_LABELS[each]) for each in kinds)
        found.append(
            _("They are of different kinds: %(one)s and %(other)s.") % {"one": one, "other": other}
        )
    days = days_apart(record, into)
    if days > FAR:
        text = ngettext("They are %(days)d day apart.", "They are %(days)d days apart.", days)
        found.append(text % {"days": days})
    return found


def together(actor: Actor, records: Sequence[Record]) -> dict[int, str]:
    """The numbers of the reports that these are handled with, by key, as far as the actor reads
    them: one query, none where nothing is merged."""
    keys = {each.incident.merged_into_id or 0 for each in records} - {0}
    if not keys:
        return {}
    found = Record.objects.filter(pk__in=keys).annotate(held=reads(actor, "records_record.id"))
    return dict(found.filter(held=True).values_list("pk", "number"))


def main_number(actor: Actor, incident: Incident) -> str:
    """The number of the report that one is handled with, where the actor may know it. No query: a
    page has read it."""
    main = incident.merged_into
    return main.record.number if main and may(actor, SEE, main.record) else ""


def decided_in(record: Record) -> set[int]:
    """Keys of the measures that were decided in a report, wherever they are now."""
    lines = HistoryLine.objects.filter(record=record, verb="measure.decided")
    keys = lines.values_list("facts__measure", flat=True)
    return {key for key in keys if isinstance(key, int)}


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
    also = [
        entry
        for entry in of_record(main.record)
        if entry.verb in TOLD and entry.verb not in (OWN, TOOK_IN)
    ]
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

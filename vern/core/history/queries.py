"""Reading the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import gettext

from vern.core.history.models import HistoryLine, TextVersion
from vern.core.history.verbs import INSTEAD_OF, READ, verbs
from vern.core.org.actors import ActorKind
from vern.core.org.models import Person, Unit, UnitPlacement
from vern.core.records.models import Record


@dataclass(frozen=True)
class Entry:
    """A line as a page shows it. `who` is a name; what nobody did, the system did.

    `person` and `unit` are what the line is about, where it is about one: today's names.
    """

    at: dt.datetime
    who: str
    verb: str
    label: str
    facts: dict[str, str | int | bool | None]
    former: tuple[tuple[str, str], ...]
    person: str = ""
    unit: str = ""


def of_record(record: Record) -> list[Entry]:
    """What was done to a record, oldest first. Who has read it is asked for apart."""
    return _entries(_done_to(record.pk))


def newest(record: Record, verb: str, **facts: int) -> int:
    """The newest line that says that the verb was done (with these facts), by its key; 0: none."""
    lines = HistoryLine.objects.filter(record=record, verb=verb, facts__contains=facts)
    return lines.order_by("-pk").values_list("pk", flat=True).first() or 0


def lines_of(record_id: int) -> QuerySet[HistoryLine]:
    """A record's lines for those who read them together with more: see `entries`."""
    return _with_former(_done_to(record_id))


def _done_to(record_id: int) -> QuerySet[HistoryLine]:
    return HistoryLine.objects.filter(record=record_id).exclude(verb=READ)


def of_unit(unit: Unit, *, newest: int | None = None) -> list[Entry]:
    """A unit's lines, oldest first; `newest` keeps only that many of the newest.

    What was changed inside buildings stands with the institution, but would drown its own lines:
    see `of_building`.
    """
    inside = Q(facts__has_key="building") & ~Q(verb__startswith="building.")
    return _entries(_newest(HistoryLine.objects.filter(unit=unit).exclude(inside), newest))


def of_person(person: Person, *, newest: int | None = None) -> list[Entry]:
    """A person's lines, oldest first; `newest` keeps only that many of the newest."""
    return _entries(_newest(HistoryLine.objects.filter(person=person), newest))


def of_building(code: str, *, newest: int | None = None) -> list[Entry]:
    """What was changed in a building, oldest first. The lines stand with the institution."""
    institution = UnitPlacement.objects.filter(parent__isnull=True).values("unit")
    lines = HistoryLine.objects.filter(unit__in=institution, facts__building=code)
    return _entries(_newest(lines, newest))


def _newest(lines: QuerySet[HistoryLine], count: int | None) -> QuerySet[HistoryLine]:
    if count is None:
        return lines
    return lines.filter(pk__in=lines.order_by("-at", "-pk").values("pk")[:count])


def _who(line: Any) -> str:
    """The name; of a stand-in, with the one in whose place it was done."""
    if not line.actor:
        return _nobody_by_name(line)
    if instead_of := getattr(line, "instead_of", None):
        names = {"who": line.actor.name, "absent": instead_of}
        return gettext("%(who)s, standing in for %(absent)s") % names
    return str(line.actor.name)


def _nobody_by_name(line: HistoryLine) -> str:
    if line.actor_kind in (ActorKind.CODE, ActorKind.STRANGER):
        return gettext("Someone without an account")
    return gettext("The system")


def _with_former(lines: QuerySet[HistoryLine]) -> QuerySet[HistoryLine]:
    former = TextVersion.objects.filter(line=OuterRef("pk")).order_by("pk")
    pairs = former.values(pair=JSONObject(field="field", text="text"))
    place = Person.objects.filter(pk=Cast(KeyTextTransform(INSTEAD_OF, OuterRef("facts")), _KEY))
    full_name = Concat("given_name", Value(" "), "family_name")
    return lines.annotate(
        former=ArraySubquery(pairs),
        instead_of=Subquery(place.order_by().values(full=full_name)[:1]),
    )


_KEY = BigIntegerField()


def _entries(lines: QuerySet[HistoryLine]) -> list[Entry]:
    return entries(_with_former(lines.select_related("actor", "person", "unit")))


def entries(lines: Iterable[Any]) -> list[Entry]:
    """Lines as pages show them; their `former` texts, people and unit are at hand."""
    return [
        Entry(
            at=dt.datetime.fromtimestamp(line.at / 1_000_000, dt.UTC),
            who=_who(line),
            verb=line.verb,
            label=str(verbs[line.verb].label),
            facts=line.facts,
            former=tuple((each["field"], each["text"]) for each in line.former),
            person=line.person.name if line.person else "",
            unit=line.unit.name if line.unit else "",
        )
        for line in lines
    ]

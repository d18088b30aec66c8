"""Earlier cases of the same: whole where one reads them, coded values alone where not.

The newest cases of the last years that share a category are candidates, so that the cost does not
grow with the number of reports. Text decides only among what the reader may read: otherwise the
order of the others would tell what is written in them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import CharField, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import KIND, TYPE_LABELS, Category, Incident, Lesson
from vern.control.incidents.queries.common_words import CONFIG, common_words, words_of
from vern.control.incidents.queries.learning import for_reader
from vern.control.incidents.queries.show import content_names
from vern.control.incidents.queries.wording import state_tag
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.core.kernel import clock
from vern.core.kernel.prepared import Prepared
from vern.core.kernel.ui.listing import Tag
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.core.records.querysets import RecordQuerySet

YEARS_BACK = 5
CANDIDATES = 300
SHOWN = 8
WORDS = 40
WORD = re.compile(r"[^\W\d_]{3,30}")

FACULTY_STEPS = 2
"""Steps in the path of a unit right below the institution."""

TEXT, CATEGORY, TYPE, BUILDING, UNIT = 6.0, 1.0, 0.5, 0.5, 0.3
"""What likeness weighs: words (at most one), each shared category, the same type and place."""

COUNTED = (IncidentState.RECEIVED, IncidentState.IN_WORK, IncidentState.CLOSED)


@dataclass(frozen=True)
class Case:
    """A case that the reader reads whole."""

    record: Record
    type: str
    state: Tag
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Coded:
    """Cases that the reader does not read, and that look the same without their words."""

    type: str
    categories: Sequence[str]
    causes: Sequence[str]
    measures: Sequence[str]
    lessons: Sequence[Lesson]
    count: int = 1


@dataclass(frozen=True)
class Similar:
    own: Sequence[Case]
    others: Sequence[Coded]


@dataclass(frozen=True)
class Traits:
    """What a case is compared by."""

    type: str
    categories: frozenset[int]
    unit: int
    building: int | None

    def likeness(self, other: Traits) -> float:
        same = CATEGORY * len(self.categories & other.categories)
        same += TYPE * (self.type == other.type) + UNIT * (self.unit == other.unit)
        return same + BUILDING * (self.building is not None and self.building == other.building)


def similar_to(actor: Actor, record: Record) -> Similar:
    """The cases most like a report that the caller got through `get_record`."""
    incident = (
        Incident.objects.filter(pk=record.pk)
        .annotate(
            category_ids=ArrayAgg("categories", filter=Q(categories__isnull=False), default=[]),
            words=words_of("record__title", "description"),
        )
        .get()
    )
    traits = Traits(
        incident.type, frozenset(incident.category_ids), record.unit_id, record.building_id
    )
    alike = _alike(record, traits)
    names = content_names()
    own, read = _own(actor, alike, traits, _telling(incident.words))
    return Similar(own, _others(actor, alike, traits, names, read))


def _alike(record: Record, traits: Traits) -> Q:
    """Counted cases of the last years with a category in common; the same type where it has none."""
    since = clock.now() - dt.timedelta(days=365 * YEARS_BACK)
    found = Q(kind=KIND, opened_at__gt=since, incident__state__in=COUNTED) & ~Q(pk=record.pk)
    if not traits.categories:
        return found & Q(incident__type=traits.type)
    through = Incident.categories.through.objects.filter(category__in=traits.categories)
    return found & Q(pk__in=through.values("incident"))


def _newest(rows: RecordQuerySet, alike: Q) -> RecordQuerySet:
    """The newest candidates, and nothing of the others."""
    nearest = rows.filter(alike).order_by("-opened_at", "-pk").values("pk")[:CANDIDATES]
    return _with_categories(Record.objects.filter(pk__in=nearest))


def _nearest_own(actor: Actor, alike: Q) -> RecordQuerySet:
    """Who reads a small part of all would have nearly all looked through for it: there each unit is
    asked for its newest. A faculty has so many units that the other way is cheaper."""
    if any(prefix.count(".") <= FACULTY_STEPS for prefix in actor.scope(SEE).prefixes):
        return _newest(Record.objects.held_by(actor), alike)
    nearest = Record.objects.filter(alike).newest_held(actor, kind=KIND, limit=CANDIDATES)
    return _with_categories(Record.objects.filter(pk__in=nearest))


def _with_categories(found: RecordQuerySet) -> RecordQuerySet:
    return found.order_by().annotate(
        category_ids=ArraySubquery(
            Incident.categories.through.objects.filter(incident=OuterRef("pk")).values("category")
        )
    )


def _traits(row: Mapping[str, Any]) -> Traits:
    return Traits(
        row["incident__type"],
        frozenset(row["category_ids"]),
        row["unit_id"],
        row["building_id"],
    )


TRAITS = ("pk", "incident__type", "category_ids", "unit_id", "building_id")


def _own(
    actor: Actor, alike: Q, traits: Traits, words: Sequence[str]
) -> tuple[list[Case], set[int]]:
    """The best of what the actor reads, and the keys of the newest of all that they read of it."""
    rows = _nearest_own(actor, alike)
    if words:
        query = SearchQuery(" | ".join(words), config="simple", search_type="raw")
        vector = SearchVector("title", "incident__description", config=CONFIG)
        rows = rows.annotate(rank=SearchRank(vector, query, normalization=Value(32)))
    else:
        rows = rows.annotate(rank=Value(0.0))
    scored = sorted(
        (-TEXT * row["rank"] - traits.likeness(_traits(row)), -row["pk"])
        for row in rows.values(*TRAITS, "rank")
    )
    best = [-pk for _score, pk in scored[:SHOWN]]
    found = Record.objects.select_related("unit", "incident").in_bulk(best)
    measures: dict[int, list[Measure]] = {}
    for measure in Measure.objects.filter(origin__in=best):
        measures.setdefault(measure.origin_id, []).append(measure)
    return [_case(found[pk], measures.get(pk, ())) for pk in best], {-pk for _score, pk in scored}


def _case(record: Record, measures: Sequence[Measure]) -> Case:
    return Case(
        record,
        str(TYPE_LABELS[IncidentType(record.incident.type)]),
        state_tag(IncidentState(record.incident.state)),
        measures,
    )


def _telling(words: Sequence[str]) -> Sequence[str]:
    """Those that say something: not the ones that stand in very many reports."""
    common = common_words()
    return [each for each in words if each not in common and WORD.fullmatch(each)][:WORDS]


def _others(
    actor: Actor,
    alike: Q,
    traits: Traits,
    names: Mapping[tuple[str, str], str],
    read: Collection[int],
) -> list[Coded]:
    """The same among all, without those that the reader reads and those for named people only.

    `read`: the newest that the reader reads. What they read among the newest of all is among these.
    """
    if actor.scope(SEE).everywhere:
        return []
    rows = (
        _newest(Record.objects.anonymised(), alike)
        .annotate(cause_keys=_keys("causes", "cause__key"), kinds=_kinds_of_measures())
        .values(*TRAITS, "cause_keys", "kinds")
    )
    unread = [row for row in rows if row["pk"] not in read]
    best = sorted(unread, key=lambda row: (-traits.likeness(_traits(row)), -row["pk"]))
    lessons: dict[int, list[Lesson]] = {}
    for lesson in for_reader(actor).filter(incident__in=[row["pk"] for row in best]):
        lessons.setdefault(lesson.incident_id, []).append(lesson)
    words = _Words(names, dict(_CATEGORIES.rows(0)))
    return _grouped([words.coded(row, lessons.get(row["pk"], ())) for row in best])


_CATEGORIES = Prepared(lambda _key: Category.objects.order_by().values_list("pk", "key"))


def _keys(relation: str, key: str) -> ArraySubquery:
    through = getattr(Incident, relation).through.objects.filter(incident=OuterRef("pk"))
    return ArraySubquery(through.order_by(key).values(key))


def _kinds_of_measures() -> ArraySubquery:
    kind = Concat(F("type"), Value(":"), F("approach"), output_field=CharField())
    of_case = Measure.objects.filter(origin=OuterRef("pk")).order_by()
    return ArraySubquery(of_case.annotate(kind=kind).values("kind").distinct().order_by("kind"))


@dataclass(frozen=True)
class _Words:
    """Coded values in words, each found once: there are hundreds of cases and few values."""

    names: Mapping[tuple[str, str], str]
    categories: Mapping[int, str]
    types: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def coded(self, row: Mapping[str, Any], lessons: Sequence[Lesson]) -> Coded:
        categories = sorted(self.categories[pk] for pk in row["category_ids"])
        return Coded(
            self._type(row["incident__type"]),
            self._named("category", categories),
            self._named("cause", row["cause_keys"]),
            tuple(dict.fromkeys(self._kind(each) for each in row["kinds"])),
            tuple(lessons),
        )

    def _type(self, key: str) -> str:
        if key not in self.types:
            self.types[key] = str(TYPE_LABELS[IncidentType(key)])
        return self.types[key]

    def _kind(self, value: str) -> str:
        if value not in self.kinds:
            self.kinds[value] = _kind(value)
        return self.kinds[value]

    def _named(self, table: str, keys: Collection[str]) -> tuple[str, ...]:
        return tuple(self.names.get((table, key), key) for key in keys)


def _kind(value: str) -> str:
    """A measure's kind: how it works where that is said, else what it is for."""
    type_, _colon, approach = value.partition(":")
    if approach:
        return str(Measure.Approach(approach).label)
    return str(Measure.Type(type_).label).partition(":")[0]


def _grouped(rows: Iterable[Coded]) -> list[Coded]:
    """Those that look the same become one, in the order of the best of each."""
    counted: dict[Coded, int] = {}
    for row in rows:
        counted[row] = counted.get(row, 0) + 1
    return [
        Coded(each.type, each.categories, each.causes, each.measures, each.lessons, count)
        for each, count in list(counted.items())[:SHOWN]
    ]

"""What can be learned from reports: lessons, root causes, and who may share them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from vern.control.incidents.capabilities import ASK_UNITS, HANDLE, SEE
from vern.control.incidents.models import (
    KIND,
    Category,
    Incident,
    Inquiry,
    InquiryAnswer,
    Lesson,
    RootCause,
)
from vern.control.incidents.names import pattern_of
from vern.control.incidents.queries.routing import parties_of_all
from vern.control.incidents.rules import SHARED_STATES, IncidentState, concerns_others
from vern.core.kernel import clock
from vern.core.kernel.prepared import Prepared
from vern.core.org.actors import Actor
from vern.core.org.capabilities import BELONG
from vern.core.org.models import Unit
from vern.core.org.queries import line_of
from vern.core.records.access import may, parts_of
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.querysets import under

OPEN_TO_ROLES = Q(incident__record__sensitivity__lt=Sensitivity.PARTIES)
"""What comes from a report that is for named people only is shown to nobody else."""

PAGE = 20
SUGGESTED = 8
YEARS_BACK = 3


def can_be_shared(record: Record, incident: Incident) -> bool:
    """Whether anything may be told of it outside those who read it."""
    return (
        record.sensitivity < Sensitivity.PARTIES and IncidentState(incident.state) in SHARED_STATES
    )


def may_share(actor: Actor, record: Record) -> bool:
    """Whether the actor may write lessons from it: who handles it."""
    return may(actor, HANDLE, record)


def may_ask(actor: Actor, record: Record) -> bool:
    """Whether the actor may ask other units: who handles it, and who may where it happened."""
    if may(actor, HANDLE, record):
        return True
    barred = {Party.Part.REPORTER, Party.Part.SUBJECT} & parts_of(actor, record)
    reach = actor.scope(ASK_UNITS).covers(record.unit.path, record.building_id)
    return reach and not barred and may(actor, SEE, record)


def to_be_asked(incident: Incident) -> bool:
    """Whether it was, or could have been, dangerous."""
    return concerns_others(incident.severity)


@dataclass(frozen=True)
class Bone:
    """A branch of the fishbone, or the chain of why, with its causes in order."""

    branch: RootCause.Branch
    causes: list[str]

    @property
    def label(self) -> str:
        return str(self.branch.label)

    @property
    def chain(self) -> bool:
        return self.branch is RootCause.Branch.WHY


@dataclass(frozen=True)
class Shared:
    """A lesson, or a question to units with how many were asked, have answered, and said yes."""

    pk: int
    title: str
    at: dt.datetime
    withdrawn: bool
    asked: int
    answered: int
    concerned: int


@dataclass(frozen=True)
class Learned:
    """What has been found out of a report, and shared from it."""

    lessons: Sequence[Shared]
    inquiries: Sequence[Shared]
    bones: Sequence[Bone]


def learned(incident: Incident) -> Learned:
    """Lessons and questions, the newest first, and root causes: one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_LEARNED(incident.pk))
        rows = sorted(cursor.fetchall(), key=lambda row: row[:3])
    found: dict[str, list[Shared]] = {"lesson": [], "inquiry": []}
    causes: list[tuple[str, str]] = []
    for kind, _order, pk, text, at, *counts in rows:
        if kind in found:
            withdrawn, asked, answered, concerned = counts
            found[kind].append(Shared(pk, text, at, bool(withdrawn), asked, answered, concerned))
        else:
            causes.append((kind, text))
    return Learned(found["lesson"], found["inquiry"], _bones(causes))


def _learned(key: int) -> QuerySet[Any, Any]:
    number = IntegerField()
    none = Value(0, output_field=number)
    answers = InquiryAnswer.objects.filter(inquiry=OuterRef("pk")).order_by()
    lessons = Lesson.objects.filter(incident=key).values_list(
        Value("lesson", output_field=CharField()),
        -F("pk"),
        "pk",
        "title",
        "published_at",
        Case(When(withdrawn_at=None, then=0), default=1, output_field=number),
        *(none, none, none),
    )
    inquiries = Inquiry.objects.filter(incident=key).values_list(
        Value("inquiry", output_field=CharField()),
        -F("pk"),
        "pk",
        "subject",
        "asked_at",
        none,
        _how_many(answers),
        _how_many(answers.filter(concerns__isnull=False)),
        _how_many(answers.filter(concerns=True)),
    )
    causes = RootCause.objects.filter(incident=key).values_list(
        "branch",
        Cast("order", BigIntegerField()),
        "pk",
        "text",
        Value(None, output_field=DateTimeField()),
        *(none, none, none, none),
    )
    return lessons.order_by().union(inquiries.order_by(), causes.order_by(), all=True)


def _how_many(answers: QuerySet[InquiryAnswer]) -> Coalesce:
    counted = answers.values("inquiry").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


_LEARNED = Prepared(_learned)


def root_causes(incident: Incident) -> list[Bone]:
    """Why it happened, by branch; the chain of why first. Empty where nobody has asked."""
    rows = RootCause.objects.filter(incident=incident.pk)
    return _bones(rows.values_list("branch", "text"))


def _bones(rows: Iterable[tuple[str, str]]) -> list[Bone]:
    found: dict[str, list[str]] = {}
    for branch, text in rows:
        found.setdefault(branch, []).append(text)
    return [Bone(each, found[each]) for each in RootCause.Branch if each in found]


def names_in(record: Record, texts: Iterable[str]) -> list[str]:
    """Names of those who take part in the report, or sent another of the same, that stand in the
    texts. Who handles it is not meant."""
    parties = (
        parties_of_all(record.pk)
        .filter(person__isnull=False)
        .exclude(part=Party.Part.HANDLER)
        .values_list("person__given_name", "person__family_name")
    )
    whole = "\n".join(texts)
    names = {name for pair in parties for name in " ".join(pair).split()}
    return sorted(name for name in names if _stands_in(name, whole))


def _stands_in(name: str, text: str) -> bool:
    """As a name: with a capital letter. Several names are ordinary words as well."""
    pattern = pattern_of(name)
    return pattern is not None and any(each.group()[0].isupper() for each in pattern.finditer(text))


def suggested_units(record: Record) -> list[Unit]:
    """Other units that have reported of the same, the most often first."""
    same = Category.objects.filter(pk__in=record.incident.categories.values("pk"))
    through = Incident.categories.through.objects.filter(category__in=same.values("pk"))
    since = clock.now() - dt.timedelta(days=365 * YEARS_BACK)
    counted = (
        Record.objects.anonymised()
        .filter(kind=KIND, opened_at__gt=since, unit__active=True)
        .filter(pk__in=through.values("incident"))
        .exclude(unit=record.unit_id)
        .order_by()
        .values("unit")
        .annotate(times=Count("pk"))
        .order_by("-times", "unit")[:SUGGESTED]
    )
    ids = [row["unit"] for row in counted]
    units = Unit.objects.in_bulk(ids)
    return [units[each] for each in ids]


def for_reader(actor: Actor) -> QuerySet[Lesson]:
    """Published lessons that are for everyone, for a unit where the actor belongs or has a post,
    or for one above or below it."""
    rows = Lesson.objects.filter(OPEN_TO_ROLES, withdrawn_at=None)
    prefixes = {*actor.scope(BELONG).prefixes, *actor.scope(SEE).prefixes}
    if actor.scope(SEE).everywhere:
        return rows
    above = {int(step) for prefix in prefixes for step in prefix.split(".") if step}
    mine = Q(pk__in=above) | (under(tuple(prefixes)) if prefixes else Q(pk__in=[]))
    return rows.filter(Q(for_everyone=True) | Exists(_units_of_lesson(mine)))


def _units_of_lesson(which: Q) -> QuerySet[Unit]:
    through = Lesson.units.through.objects.filter(lesson=OuterRef("pk"))
    return through.filter(unit__in=Unit.objects.filter(which).values("pk"))  # type: ignore[return-value]


def for_place(unit: Unit) -> QuerySet[Lesson]:
    """Published lessons for everyone, or for the unit or one above it."""
    line = Q(pk__in=line_of(unit))
    rows = Lesson.objects.filter(OPEN_TO_ROLES, withdrawn_at=None)
    return rows.filter(Q(for_everyone=True) | Exists(_units_of_lesson(line)))


@dataclass(frozen=True)
class LessonPage:
    lessons: list[Lesson]
    older: str = ""


def lessons(actor: Actor, *, before: int | None = None) -> LessonPage:
    """Lessons for this reader, the newest first, older than one."""
    rows = for_reader(actor).prefetch_related("units")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return LessonPage(shown, str(shown[-1].pk) if len(found) > PAGE else "")


def answers_to(inquiry: Inquiry) -> list[InquiryAnswer]:
    """Each unit that was asked, and what it answered."""
    return list(inquiry.answers.select_related("unit", "answered_by"))

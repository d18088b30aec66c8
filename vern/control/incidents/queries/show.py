"""One report, read in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from vern.control.incidents.models import (
    Category,
    Cause,
    Closure,
    Incident,
    Inquiry,
    Lesson,
    Objection,
    RootCause,
    SeverityLevel,
    WorkStop,
)
from vern.control.incidents.queries.routing import barred, barred_in, next_above
from vern.control.incidents.rules import Severity
from vern.core.files.models import Attachment
from vern.core.kernel.prepared import Prepared
from vern.core.kernel.texts import localized
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.access import parts_of
from vern.core.records.models import Party, Record
from vern.core.talk.models import Comment


def is_reporter(actor: Actor, record: Record) -> bool:
    return Party.Part.REPORTER in parts_of(actor, record)


@dataclass(frozen=True)
class Answerable:
    """Who handles a report: a leader, and the unit they lead."""

    name: str
    leads: str
    unit: str
    vacant: bool


def answerable(record: Record, *, alone: bool = False) -> Answerable | None:
    """Who answers for the report; where the unit's own post is vacant, the leader above. None
    where no leader may have it: then the HSE department. `alone`: nothing is merged into it."""
    out = barred_in(record) if alone else barred(record)
    found = next_above(record.handling_unit, out)
    if found is None:
        return None
    return Answerable(found.person.name, found.leads.name, found.unit.name, found.vacant)


@dataclass(frozen=True)
class Report:
    """What was told and what was made of it."""

    record: Record
    incident: Incident
    reporter: str
    attachments: Sequence[Attachment]
    categories: Sequence[str]
    causes: Sequence[str]
    has_measures: bool
    has_closures: bool
    has_twins: bool = True

    @property
    def severity(self) -> Severity:
        return self.incident.severity

    @property
    def beyond_title(self) -> str:
        """What was told, without a first line that is the title as it stands. A title that was
        cut shows only the beginning: then all of it."""
        first, _newline, rest = self.incident.description.strip().partition("\n")
        whole = first.strip() == self.record.title
        return rest.strip() if whole else self.incident.description

    @property
    def photos(self) -> list[Attachment]:
        """What may be shown."""
        return [each for each in self.attachments if each.is_photo]

    @property
    def other_files(self) -> list[Attachment]:
        """What is for saving only."""
        return [each for each in self.attachments if not each.is_photo]

    @property
    def tells_more(self) -> bool:
        """Whether anything was told beside the title."""
        incident = self.incident
        told = (self.beyond_title, self.attachments, incident.done_at_once, incident.proposal)
        return any(told)


def _reports(pk: int) -> QuerySet[Any, Any]:
    reporter = Party.objects.filter(record=OuterRef("pk"), part=Party.Part.REPORTER)
    name = Concat("person__given_name", Value(" "), "person__family_name")
    return Incident.objects.filter(record=pk).annotate(
        reporter=Subquery(reporter.values(name=name)[:1]),
        category_keys=_keys("categories"),
        cause_keys=_keys("causes"),
        has_measures=Exists(Measure.objects.filter(origin=OuterRef("pk"))),
        has_closures=Exists(Closure.objects.filter(incident=OuterRef("pk"))),
        has_twins=Exists(Incident.objects.filter(merged_into=OuterRef("pk"))),
        has_complaint=Exists(
            Closure.objects.filter(
                incident=OuterRef("pk"), reopened_at__isnull=True, good_enough=False
            )
        ),
        has_comments=Exists(Comment.objects.filter(record=OuterRef("pk"))),
        has_stops=Exists(WorkStop.objects.filter(incident=OuterRef("pk"))),
        has_objections=Exists(Objection.objects.filter(incident=OuterRef("pk"))),
        has_learned=Exists(Lesson.objects.filter(incident=OuterRef("pk")))
        | Exists(Inquiry.objects.filter(incident=OuterRef("pk")))
        | Exists(RootCause.objects.filter(incident=OuterRef("pk"))),
    )


_REPORT = Prepared(_reports)


def report(record: Record) -> Report:
    """The report of a record that the caller got through `get_record`."""
    rows: Iterable[Any] = Incident.objects.raw(*_REPORT(record.pk))
    (row,) = rows
    record.incident = row  # read once, for all who ask the record for it
    return Report(
        record,
        row,
        row.reporter or "",
        list(Attachment.objects.kept().filter(record=record)),
        row.category_keys,
        row.cause_keys,
        row.has_measures,
        row.has_closures,
        row.has_twins,
    )


def _keys(field: str) -> ArrayAgg:
    chosen = Q(**{f"{field}__isnull": False})
    return ArrayAgg(f"{field}__key", filter=chosen, distinct=True, default=[])


@dataclass(frozen=True)
class Names:
    """A name in three languages."""

    name_nb: str
    name_nn: str
    name_en: str


def _content_names(_key: int) -> QuerySet[Any, Any]:
    tables = (
        ("category", Category, "key"),
        ("cause", Cause, "key"),
        ("level", SeverityLevel, "level"),
    )
    first, *others = (
        model.objects.order_by().values_list(
            Value(table, output_field=CharField()),
            Cast(key, CharField()),
            "name_nb",
            "name_nn",
            "name_en",
        )
        for table, model, key in tables
    )
    return first.union(*others, all=True)


_CONTENT_NAMES = Prepared(_content_names)


def content_names() -> Mapping[tuple[str, str], str]:
    """Names of categories, causes and severity levels, by table and key: one query for all."""
    with connection.cursor() as cursor:
        cursor.execute(*_CONTENT_NAMES(0))
        rows = cursor.fetchall()
    return {(table, key): localized(Names(*names), "name") for table, key, *names in rows}


def measures(record: Record) -> list[Measure]:
    """The report's measures, those to do first: who sees the report may know of them all."""
    return list(
        Measure.objects.filter(origin=record).select_related(
            "responsible", "responsible_role", "responsible_unit"
        )
    )


def measures_of(report: Report) -> list[Measure]:
    """The same, for a report that has been read: no query where there are none."""
    return measures(report.record) if report.has_measures else []


def closures(report: Report) -> list[Closure]:
    """Every time that it was closed or rejected, oldest first."""
    if not report.has_closures:
        return []
    return list(report.incident.closures.select_related("by"))

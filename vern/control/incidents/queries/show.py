"""One report, read in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from vern.control.incidents.editable import CATEGORIES, CAUSES, SEVERITY, TELLING
from vern.control.incidents.models import (
    Category,
    Cause,
    Closure,
    Incident,
    Inquiry,
    Lesson,
    Notification,
    NotificationRule,
    Objection,
    ReportingPolicy,
    RootCause,
    SeverityLevel,
    Stage,
    WorkStop,
)
from vern.control.incidents.queries import trail
from vern.control.incidents.queries.protecting import reads
from vern.control.incidents.queries.routing import barring, know_barred
from vern.control.incidents.queries.telling import offered
from vern.control.incidents.rules import Severity, beyond, heading
from vern.core.files.models import Attachment
from vern.core.history.queries import Entry, entries, lines_of
from vern.core.kernel.prepared import Prepared
from vern.core.kernel.texts import localized
from vern.core.kernel.together import Together, ask, keep, relate
from vern.core.measures.models import Measure
from vern.core.org import posts
from vern.core.org.actors import Actor
from vern.core.org.models import Assignment, OtherEmployer, Person, Role, RoleKey, Room, Unit
from vern.core.org.posts import with_post
from vern.core.records.access import parts_of
from vern.core.records.models import Link, Party, Record, Sensitivity
from vern.core.talk.models import Comment
from vern.hub.content.models import ContentVersion
from vern.hub.content.queries import changed_since

JUDGED_BY = (CATEGORIES, CAUSES, SEVERITY, TELLING)
"""Content whose words a report keeps."""


def is_reporter(actor: Actor, record: Record) -> bool:
    return Party.Part.REPORTER in parts_of(actor, record)


@dataclass(frozen=True)
class Report:
    """What was told and what was made of it. `measures`: those to do first; `closures`: oldest
    first; `owner`: who was asked to handle it, with role and unit; `reading`: roles that read reports; `units` by code and `people` by key: names that the
    trail speaks of; `assigned`: those with the written assignment there; `twins`: how many reports were merged into it."""

    record: Record
    incident: Incident
    reporter: str
    categories: Sequence[str]
    causes: Sequence[str]
    attachments: Sequence[Attachment]
    measures: Sequence[Measure]
    closures: Sequence[Closure]
    entries: list[Entry]
    rules: Sequence[NotificationRule]
    policy: ReportingPolicy
    reading: Sequence[Role]
    units: Mapping[str, str]
    people: Mapping[int, str]
    twins: int
    has_learned: bool
    has_links: bool
    assigned: Sequence[Assignment]
    versions: Sequence[ContentVersion] = ()
    owner: str = ""

    @property
    def severity(self) -> Severity:
        return self.incident.severity

    @property
    def heading(self) -> str:
        """The title, whole also where lists show its beginning."""
        return heading(self.record.title, self.incident.description)

    @property
    def beyond_title(self) -> str:
        """What was told beside the heading."""
        return beyond(self.heading, self.incident.description)

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
        twins=Count("duplicates", distinct=True),
        has_learned=Exists(Lesson.objects.filter(incident=OuterRef("pk")))
        | Exists(Inquiry.objects.filter(incident=OuterRef("pk")))
        | Exists(RootCause.objects.filter(incident=OuterRef("pk"))),
        has_links=Exists(Link.objects.filter(Q(a=OuterRef("pk")) | Q(b=OuterRef("pk")))),
    )


_REPORT = Prepared(_reports)


_READ = Together(
    attachments=lambda pk: Attachment.objects.kept().filter(record=pk),
    measures=lambda pk: Measure.objects.filter(origin=pk),
    closures=lambda pk: Closure.objects.filter(incident=pk),
    stages=lambda pk: Stage.objects.filter(incident=pk),
    work_stops=lambda pk: WorkStop.objects.filter(incident=pk),
    objections=lambda pk: Objection.objects.filter(incident=pk),
    notifications=lambda pk: Notification.objects.filter(incident=pk),
    comments=lambda pk: Comment.objects.filter(record=pk),
    employers=lambda pk: OtherEmployer.objects.filter(
        building__in=Record.objects.filter(pk=pk).values("building")
    ),
    rooms=lambda pk: Room.objects.filter(
        pk__in=Incident.objects.filter(pk=pk).values("known_room")
    ),
    barring=barring,
    rules=offered,
    roles=lambda _pk: Role.objects.annotate(reads=reads()),
    policy=lambda _pk: ReportingPolicy.objects.all(),
    lines=lines_of,
    versions=lambda pk: changed_since(
        JUDGED_BY, Record.objects.filter(pk=pk).values("opened_at")[:1]
    ),
    posts=lambda pk: Assignment.objects.filter(
        person__in=Record.objects.filter(pk=pk).values("owner")
    ),
    assigned=lambda pk: Assignment.objects.filter(
        Exists(
            Record.objects.filter(
                pk=pk,
                sensitivity__lt=Sensitivity.PARTIES,
                handling_unit__path__startswith=OuterRef("unit__path"),
            )
        ),
        role=RoleKey.CASE_HANDLER,
    ),
)
"""All that a page may show of a report and around it."""

_MAIN = Together(
    incidents=lambda pk: Incident.objects.filter(pk=pk),
    records=lambda pk: Record.objects.filter(pk=pk),
    units=lambda pk: Unit.objects.filter(_of_record(pk, "unit") | _of_record(pk, "handling_unit")),
    parties=lambda pk: Party.objects.filter(record=pk),
    measures=lambda pk: Measure.objects.filter(origin=pk),
    closures=lambda pk: Closure.objects.filter(incident=pk),
    barring=barring,
)
"""Of the report that another is handled with."""


def _of_record(pk: int, field: str) -> Q:
    return Q(pk__in=Record.objects.filter(pk=pk).values(field))


def _main(pk: int) -> Incident:
    """The report that another is handled with, with what is told of it: one query."""
    read = _MAIN(pk)
    (incident,), (record,) = read["incidents"], read["records"]
    units = {each.pk: each for each in read["units"]}
    relate([record], "unit", units)
    relate([record], "handling_unit", units)
    record.incident = incident
    keep(record, "parties", read["parties"])
    keep(record, "measures", read["measures"])
    keep(incident, "closures", read["closures"])
    know_barred(record, {each.person_id for each in read["barring"]})
    return incident  # type: ignore[no-any-return]


_OF_INCIDENT = ("closures", "stages", "work_stops", "objections", "notifications")


def report(record: Record) -> Report:
    """The report of a record that the caller got through `get_record`: three queries, one more where
    it is handled with another, whatever has happened around it; what belongs to it is kept with it, so that nobody asks again."""
    rows: Iterable[Any] = Incident.objects.raw(*_REPORT(record.pk))
    (row,) = rows
    read = _READ(record.pk)
    record.incident = row  # read once, for all who ask the record for it
    for name in _OF_INCIDENT:
        keep(row, name, read[name])
    keep(record, "comments", read["comments"])
    if record.building is not None:
        keep(record.building, "other_employers", read["employers"])
    if row.merged_into_id is not None:
        row.merged_into = _main(row.merged_into_id)
    relate([row], "known_room", {each.pk: each for each in read["rooms"]})
    relate(read["measures"], "responsible_role", {each.pk: each for each in read["roles"]})
    know_barred(record, {each.person_id for each in read["barring"]})
    units, people = _relate(record, read)
    return Report(
        record,
        row,
        row.reporter or "",
        row.category_keys,
        row.cause_keys,
        read["attachments"],
        read["measures"],
        read["closures"],
        entries(read["lines"]),
        read["rules"],
        next(iter(read["policy"]), None) or ReportingPolicy(pk=1),
        [each for each in read["roles"] if each.reads],
        {each.code: each.name for each in units},
        {each.pk: each.name for each in people},
        row.twins,
        row.has_learned,
        row.has_links,
        read["assigned"],
        read["versions"],
        with_post(record.owner, posts.in_force(read["posts"]), posts.names(read["roles"]))
        if record.owner
        else "",
    )


def _relate(
    record: Record, read: Mapping[str, list[Any]]
) -> tuple[Sequence[Unit], Sequence[Person]]:
    """Put in all people and units that stand there, and those of the trail: one query at most."""
    to_people = [(read[part], field) for part, field in _PEOPLE]
    to_people += [([record], "owner"), (list(record.parties.all()), "person")]
    to_units = [(read[part], field) for part, field in _UNITS]
    to_units += [([record.incident], "affected_unit")]
    units = {each.pk: each for each in (record.unit, record.handling_unit)}
    codes = trail.codes_in(read["lines"]) - {each.code for each in units.values()}
    keys = _keys_in(to_units) - units.keys()
    people = _keys_in(to_people) | trail.people_in(read["lines"])
    asked: dict[str, QuerySet[Any, Any]] = {}
    if codes or keys:
        asked["units"] = Unit.objects.filter(Q(pk__in=keys) | Q(code__in=codes))
    if people:
        asked["people"] = Person.objects.filter(pk__in=people)
    found = ask(**asked)
    units |= {each.pk: each for each in found.get("units", ())}
    known = {each.pk: each for each in found.get("people", ())}
    for rows, field in to_units:
        relate(rows, field, units)
    for rows, field in to_people:
        relate(rows, field, known)
    return list(units.values()), list(known.values())


_PEOPLE = (
    ("measures", "responsible"),
    ("closures", "by"),
    ("work_stops", "stopped_by"),
    ("work_stops", "decided_by"),
    ("objections", "by"),
    ("objections", "answered_by"),
    ("notifications", "told_by"),
    ("comments", "author"),
    ("lines", "actor"),
    ("lines", "person"),
    ("assigned", "person"),
)
_UNITS = (
    ("measures", "responsible_unit"),
    ("stages", "unit"),
    ("lines", "unit"),
    ("posts", "unit"),
)


def _keys_in(pointing: Iterable[tuple[Sequence[Any], str]]) -> set[int]:
    keys = {getattr(row, f"{field}_id") for rows, field in pointing for row in rows}
    return keys - {None}


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

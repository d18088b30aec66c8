"""What working environment committees review: all reports of their scope, without persons.

Coded values and words that were written for everyone; never what was told, names or links. What is
kept for named people is shown with its month and faculty alone: a day and a department can point
at a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, Func, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vern.control.incidents.capabilities import SEE_ANONYMISED
from vern.control.incidents.models import KIND, TYPE_LABELS, Incident
from vern.control.incidents.queries.choices import DIMENSION_LABELS
from vern.control.incidents.queries.lists import Filters
from vern.control.incidents.queries.show import content_names
from vern.control.incidents.queries.wording import by_month, level_tone, state_tag
from vern.control.incidents.rules import DIMENSIONS, IncidentState, IncidentType, Level, Severity
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import month, short_day
from vern.core.kernel.ui.listing import Tag
from vern.core.kernel.ui.tables import Cell
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.queries import tree_of
from vern.core.org.tree import FACULTY_LEVEL, Place, Tree, tree_on
from vern.core.records.models import Record, Sensitivity, State
from vern.core.records.querysets import NOT_PERSONAL, RecordQuerySet

PAGE = 25
ON_PAPER = 500
"""Rows on one page for printing, at most."""

CHUNK = 5000
LEVELS = tuple(
    f"incident__{each}_{which}" for each in DIMENSIONS for which in ("actual", "potential")
)


@dataclass(frozen=True)
class Planned:
    """A measure in the plan's words."""

    words: str
    done: bool


@dataclass(frozen=True)
class Row:
    """A report as a committee sees it."""

    number: str
    reported: str
    unit: str
    building: str
    type: str
    categories: Sequence[str]
    causes: Sequence[str]
    severity: Sequence[str]
    worst: Tag | None
    state: Tag
    measures: Sequence[Planned]
    summary: str
    restricted: bool


@dataclass(frozen=True)
class Totals:
    """How many reports there are. `serious`: a severity of dangerous or more, actual or potential."""

    all: int
    open: int
    serious: int
    types: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Page:
    """Some of the rows. `newer` and `older` are numbers to go on from; empty: nothing that way."""

    rows: Sequence[Row]
    newer: str = ""
    older: str = ""


def reviewed(actor: Actor, filters: Filters) -> RecordQuerySet:
    """What the actor reviews. What is handled with another report counts once, as that one."""
    return _of_scope(actor, filters).exclude(incident__state=IncidentState.MERGED)


def _of_scope(actor: Actor, filters: Filters) -> RecordQuerySet:
    rows = Record.objects.reviewed_by(actor, kind=KIND, capability=SEE_ANONYMISED)
    # Whom one lets choose a small unit, one tells what happened there (see `unit_options`).
    kept = replace(filters, unit_id=filters.unit_id if _offered(actor, filters.unit_id) else None)
    if narrow(actor, kept):
        rows = rows.filter(NOT_PERSONAL)
    return kept.apply(rows)


def narrow(actor: Actor, filters: Filters) -> bool:
    """Whether a unit below the faculties is chosen: what is for named people only is then left
    out."""
    place = tree_of(actor).places.get(filters.unit_id or 0)
    return place is not None and place.parent_id is not None and place.kind not in FACULTY_LEVEL


def totals(actor: Actor, filters: Filters) -> Totals:
    """One query for all of them."""
    if filters.year and not filters.type:
        return _totals(_of_a_year(actor, filters))
    return _totals(_grouped(reviewed(actor, filters)))


Counts = tuple[str, int, int, int]


def _of_a_year(actor: Actor, filters: Filters) -> list[Counts]:
    """Each report of the year is looked up by its key. The database would rather read all that
    were ever made, which are many times more."""
    rows, given = _of_scope(actor, filters).order_by().values("pk", "state").query.sql_with_params()
    levels = ", ".join(f"i.{each.removeprefix('incident__')}" for each in LEVELS)
    statement = f"""
        SELECT i.type, count(*), count(*) FILTER (WHERE r.state = %s),
               count(*) FILTER (WHERE greatest({levels}) >= %s)
        FROM ({rows}) AS r (id, state)
        CROSS JOIN LATERAL (SELECT * FROM incidents_incident WHERE record_id = r.id OFFSET 0) AS i
        WHERE i.state <> %s GROUP BY i.type
    """  # noqa: S608 (written by Django and here)
    with connection.cursor() as cursor:
        cursor.execute(statement, (State.OPEN, Level.DANGEROUS.value, *given, IncidentState.MERGED))
        return list(cursor.fetchall())


def _grouped(rows: RecordQuerySet) -> list[Counts]:
    worst = Func(*(F(each) for each in LEVELS), function="GREATEST")
    grouped: Any = (
        rows.order_by()
        .alias(worst=worst)
        .values("incident__type")
        .annotate(
            all=Count("pk"),
            open=Count("pk", filter=Q(state=State.OPEN)),
            serious=Count("pk", filter=Q(worst__gte=Level.DANGEROUS)),
        )
    )
    return list(grouped.values_list("incident__type", "all", "open", "serious"))


def _totals(found: Sequence[Counts]) -> Totals:
    by_type = {row[0]: row[1] for row in found}
    return Totals(
        all=sum(row[1] for row in found),
        open=sum(row[2] for row in found),
        serious=sum(row[3] for row in found),
        types=[(str(TYPE_LABELS[each]), by_type[each]) for each in IncidentType if each in by_type],
    )


def page_of(rows: RecordQuerySet, *, before: str = "", after: str = "") -> Page:
    """The newest, or those older or newer than the report with a number."""
    if after and not before and (place := _place(rows, after)):
        newer = Q(opened_at__gt=place[0]) | Q(opened_at=place[0], pk__gt=place[1])
        found = list(_whole(rows.filter(newer)).order_by("opened_at", "pk")[: PAGE + 1])[::-1]
        if len(found) > PAGE:
            return Page(
                in_words(by_month(found[1:])), newer=found[1].number, older=found[-1].number
            )
    place = _place(rows, before)
    if place is not None:
        rows = rows.filter(Q(opened_at__lt=place[0]) | Q(opened_at=place[0], pk__lt=place[1]))
    found = list(_newest(rows)[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        in_words(by_month(shown)),
        newer=shown[0].number if place and shown else "",
        older=shown[-1].number if len(found) > PAGE else "",
    )


def on_paper(rows: RecordQuerySet) -> Page:
    """All of them on one page, as far as paper goes."""
    return Page(in_words(by_month(list(_newest(rows)[:ON_PAPER]))))


def every(rows: RecordQuerySet) -> Iterator[Row]:
    """All of them, read some at a time."""
    some: list[Record] = []
    for record in _newest(rows).iterator(chunk_size=CHUNK):
        some.append(record)
        if len(some) == CHUNK:
            yield from in_words(some)
            some = []
    yield from in_words(some)


def _place(rows: RecordQuerySet, number: str) -> tuple[Any, int] | None:
    if not number:
        return None
    found: tuple[Any, int] | None = (
        rows.filter(number=number).values_list("opened_at", "pk").first()
    )
    return found


def _whole(rows: RecordQuerySet) -> RecordQuerySet:
    plan = Measure.objects.only("origin", "plan_text", "done_at", "due_on")
    return (
        rows.select_related("unit", "building", "incident")
        .prefetch_related(Prefetch("measures", plan))
        .annotate(
            category_keys=_keys("categories", "category"), cause_keys=_keys("causes", "cause")
        )
    )


def _keys(relation: str, kind: str) -> ArraySubquery:
    """Keys of a report's categories or causes, in their order."""
    through = getattr(Incident, relation).through.objects.filter(incident=OuterRef("pk"))
    return ArraySubquery(through.order_by(f"{kind}__order", f"{kind}__key").values(f"{kind}__key"))


def _newest(rows: RecordQuerySet) -> RecordQuerySet:
    return _whole(rows).order_by("-opened_at", "-pk")


def in_words(records: Sequence[Record]) -> list[Row]:
    """Reports as a committee sees them."""
    if not records:
        return []
    names = content_names()
    levels = {Level(int(key)): name for (table, key), name in names.items() if table == "level"}
    tree = tree_on(clock.today())
    return [_row(record, names, levels, tree) for record in records]


def _row(
    record: Record,
    names: Mapping[tuple[str, str], str],
    levels: dict[Level, str],
    tree: Tree,
) -> Row:
    incident = record.incident
    restricted = record.sensitivity >= Sensitivity.PARTIES
    worst = incident.severity.worst
    return Row(
        number=record.number,
        reported=month(record.opened_at) if restricted else short_day(record.opened_at),
        unit=_coarse(tree, record) if restricted else record.unit.name,
        building=record.building.name if record.building and not restricted else "",
        type=str(TYPE_LABELS[IncidentType(incident.type)]),
        categories=_named(names, "category", record),
        causes=_named(names, "cause", record),
        severity=_severity(incident.severity, levels),
        worst=None if worst is None else Tag(levels[worst], level_tone(worst)),
        state=state_tag(IncidentState(incident.state)),
        measures=[Planned(each.plan_text, each.done) for each in record.measures.all()],
        summary=incident.summary,
        restricted=restricted,
    )


def _named(names: Mapping[tuple[str, str], str], table: str, record: Record) -> list[str]:
    found: Sequence[str] = getattr(record, f"{table}_keys")
    return [names.get((table, key), key) for key in found]


def _severity(severity: Severity, names: dict[Level, str]) -> list[str]:
    """Each dimension that has levels, in words."""
    found = []
    for each in DIMENSIONS:
        actual, potential = severity.pair(each)
        if actual is None and potential is None:
            continue
        unknown = _("not chosen")
        found.append(
            _("%(what)s: happened: %(actual)s; could have: %(potential)s")
            % {
                "what": DIMENSION_LABELS[each],
                "actual": unknown if actual is None else names[actual],
                "potential": unknown if potential is None else names[potential],
            }
        )
    return found


def _answers_by_itself(place: Place) -> bool:
    """Whether it answers the annual report, or stands above those who do."""
    return place.reports or _is_faculty(place)


def _is_faculty(place: Place) -> bool:
    return place.kind in FACULTY_LEVEL or place.parent_id is None


def _coarse(tree: Tree, record: Record) -> str:
    """The faculty, or the institution."""
    above = (each.name for each in tree.upward(record.unit_id) if _is_faculty(each))
    return next(above, "")


def unit_options(actor: Actor) -> list[tuple[str, str]]:
    """Units to choose among: those who answer the annual report, and those above them. Smaller ones
    would show whom a report is about."""
    tree, scope = tree_of(actor), actor.scope(SEE_ANONYMISED)
    found = [
        (place.name, str(unit_id))
        for unit_id, place in tree.places.items()
        if place.active and _answers_by_itself(place) and scope.covers(_path(tree, unit_id))
    ]
    return [(key, name) for name, key in sorted(found)]


def _offered(actor: Actor, unit_id: int | None) -> bool:
    return unit_id is not None and str(unit_id) in {key for key, _name in unit_options(actor)}


def _path(tree: Tree, unit_id: int) -> str:
    return "".join(f"{each.unit_id}." for each in reversed(list(tree.upward(unit_id))))


def columns() -> list[str]:
    """The columns on the page."""
    return [
        pgettext("noun", "Report"),
        _("Unit"),
        _("Type"),
        _("Severity"),
        pgettext("case", "State"),
        _("What came of it"),
    ]


def lines(rows: Sequence[Row]) -> list[list[Cell]]:
    """The rows on the page."""
    done = _("done")
    only = Tag(_("Only named people read it"), "accent")
    return [
        [
            Cell(row.number, small=[row.reported]),
            Cell(row.unit, small=[row.building]),
            Cell(row.type, small=[", ".join(row.categories)]),
            Cell(tags=[row.worst] if row.worst else [], small=row.severity),
            Cell(tags=[row.state, only] if row.restricted else [row.state]),
            Cell(
                row.summary,
                points=[
                    f"{each.words} ({done})" if each.done else each.words for each in row.measures
                ],
                small=[_("Causes: %(names)s") % {"names": ", ".join(row.causes)}]
                if row.causes
                else [],
            ),
        ]
        for row in rows
    ]


def heading() -> list[str]:
    """The columns of the file."""
    return [
        _("Number"),
        _("Reported"),
        _("Unit"),
        _("Building"),
        _("Type"),
        _("About"),
        _("Severity"),
        pgettext("case", "State"),
        _("Causes"),
        _("Measures"),
        _("In short"),
    ]


def cells(row: Row) -> list[str]:
    """A row of the file."""
    return [
        row.number,
        row.reported,
        row.unit,
        row.building,
        row.type,
        "; ".join(row.categories),
        "; ".join(row.severity),
        row.state.text,
        "; ".join(row.causes),
        "; ".join(each.words for each in row.measures),
        row.summary,
    ]

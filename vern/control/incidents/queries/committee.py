"""What working environment committees review: all reports of their scope, without persons.

Coded values and words that were written for everyone; never what was told, names or links.

AML § 7-2 asks them to go through all reports, to look for the causes and to see that the employer keeps
it from happening again, and takes personal information out first. For that the month is enough: a day
and a department can point at a person, and so can a case number, which counts the days. So every report
has its month alone, and a reference that tells nothing; its number stands there for those who may open
it anyway. What is kept for named people is shown with its faculty alone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import SEE, SEE_ANONYMISED
from vern.control.incidents.models import KIND, TYPE_LABELS, Incident
from vern.control.incidents.queries.choices import DIMENSION_LABELS
from vern.control.incidents.queries.lists import Filters
from vern.control.incidents.queries.show import content_names
from vern.control.incidents.queries.wording import by_month, level_tone, state_tag
from vern.control.incidents.rules import DIMENSIONS, IncidentState, IncidentType, Level, Severity
from vern.core.kernel.together import Together, keep, relate
from vern.core.kernel.ui.dates import month
from vern.core.kernel.ui.listing import Tag
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.models import Building
from vern.core.org.queries import tree_of
from vern.core.org.tree import FACULTY_LEVEL, Place, Tree
from vern.core.records.composed import Rows, Statement, among, composed
from vern.core.records.models import Record, Sensitivity
from vern.core.records.querysets import NOT_PERSONAL, RecordQuerySet

PAGE = 25
ON_PAPER = 500
"""Rows on one page for printing, at most."""

CHUNK = 1000
"""Rows of a file that are read together: so soon does it begin, and so much is in memory."""
LEVEL_COLUMNS = tuple(f"{each}_{which}" for each in DIMENSIONS for which in ("actual", "potential"))


@dataclass(frozen=True)
class Planned:
    """A measure in the plan's words."""

    words: str
    done: bool


@dataclass(frozen=True)
class Row:
    """A report as a committee sees it. `number` and `key`: for those who may open it, else empty
    and 0. `unit_id`: what its unit can be narrowed to, as `unit_options` has it; 0: nothing."""

    reference: str
    number: str
    key: int
    reported: str
    month: tuple[int, int]
    unit_id: int
    type_key: str
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
class Page:
    """Some of the rows. `newer` and `older` are pages by number, from 1; 0: nothing that way."""

    rows: Sequence[Row]
    newer: int = 0
    older: int = 0


def reference(pk: int) -> str:
    """What a committee calls a report: it tells neither how many there are nor when it came."""
    digest = salted_hmac("vern.committee", str(pk)).digest()
    return base64.b32encode(digest)[:6].decode()


def narrow(actor: Actor, filters: Filters) -> bool:
    """Whether a unit below the faculties is chosen: what is for named people only is then left
    out."""
    place = tree_of(actor).places.get(filters.unit_id or 0)
    return place is not None and place.parent_id is not None and place.kind not in FACULTY_LEVEL


@dataclass(frozen=True)
class Chosen:
    """What is reviewed. Whom one lets choose a small unit, one tells what happened there (see
    `unit_options`): then it is left out."""

    filters: Filters
    open_alone: bool


def chosen(actor: Actor, filters: Filters) -> Chosen:
    kept = replace(filters, unit_id=filters.unit_id if _offered(actor, filters.unit_id) else None)
    return Chosen(kept, narrow(actor, kept))


def _of_scope(actor: Actor, given: Chosen) -> RecordQuerySet:
    rows = Record.objects.reviewed_by(actor, kind=KIND, capability=SEE_ANONYMISED)
    return given.filters.apply(rows.filter(NOT_PERSONAL) if given.open_alone else rows)


def reviewed(actor: Actor, given: Chosen) -> RecordQuerySet:
    """What is handled with another report counts once, as that one."""
    return _of_scope(actor, given).exclude(incident__state=IncidentState.MERGED)


def _keys(actor: Actor, given: Chosen, first: int, last: int) -> RecordQuerySet:
    return reviewed(actor, given).order_by("-opened_at", "-pk").values("pk")[first:last]  # type: ignore[return-value]


def states(actor: Actor, given: Chosen) -> RecordQuerySet:
    return _of_scope(actor, given).order_by().values("pk", "state")  # type: ignore[return-value]


def statement(rows: Rows, actor: Actor, given: Chosen, *more: int) -> Statement:
    """Composed once for all who have as many rights; a chosen unit is looked up, so not then."""
    if given.filters.unit_id is None:
        return composed(rows, actor, given, *more)
    statement: tuple[str, Any] = rows(actor, given, *more).query.sql_with_params()
    return statement


def page_of(actor: Actor, given: Chosen, number: int = 1) -> Page:
    """A page of them, the newest first."""
    first = (number - 1) * PAGE
    found = _found(statement(_keys, actor, given, first, first + PAGE + 1))
    rows = in_words(actor, by_month(_whole(found[:PAGE])))
    return Page(rows, newer=number - 1, older=number + 1 if len(found) > PAGE else 0)


def on_paper(actor: Actor, given: Chosen) -> Page:
    """All of them on one page, as far as paper goes."""
    found = _found(statement(_keys, actor, given, 0, ON_PAPER))
    return Page(in_words(actor, by_month(_whole(found))))


def every(actor: Actor, given: Chosen) -> Iterator[Row]:
    """All of them, read some at a time."""
    found = list(reviewed(actor, given).order_by("-opened_at", "-pk").values_list("pk", flat=True))
    for first in range(0, len(found), CHUNK):
        yield from in_words(actor, by_month(_whole(found[first : first + CHUNK])))


def _found(statement: Statement) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return [row[0] for row in cursor.fetchall()]


_READ = Together(
    records=lambda key: (
        Record.objects.filter(among("pk", [key]))
        .only("opened_at", "sensitivity", "unit", "building")
        .order_by()
    ),
    incidents=lambda key: Incident.objects.filter(among("pk", [key])).only(
        "type", "state", "summary", *LEVEL_COLUMNS
    ),
    buildings=lambda key: Building.objects.filter(
        pk__in=Record.objects.filter(among("pk", [key])).order_by().values("building")
    ),
    measures=lambda key: Measure.objects.filter(among("origin", [key])).only(
        "origin", "plan_text", "done_at", "due_on"
    ),
    categories=lambda key: _named_by(Incident.categories.through, "category", key),
    causes=lambda key: _named_by(Incident.causes.through, "cause", key),
)
"""All that is shown of some reports: one query."""


def _named_by(through: Any, kind: str, key: int) -> Any:
    """Keys of reports' categories or causes, in their order."""
    rows = through.objects.filter(among("incident", [key])).annotate(key=F(f"{kind}__key"))
    return rows.order_by(f"{kind}__order", f"{kind}__key")


def _whole(found: list[int]) -> list[Record]:
    """The reports with these keys, in their order."""
    if not found:
        return []
    read = _READ(found)
    incidents = {each.pk: each for each in read["incidents"]}
    records: dict[int, Record] = {each.pk: each for each in read["records"]}
    relate(read["records"], "building", {each.pk: each for each in read["buildings"]})
    measures: dict[int, list[Measure]] = {}
    for measure in read["measures"]:
        measures.setdefault(measure.origin_id, []).append(measure)
    for pk, record in records.items():
        record.incident = incidents[pk]
        keep(record, "measures", measures.get(pk, []))
    for name in ("categories", "causes"):
        for each in records.values():
            setattr(each, f"{name}_keys", [])
        for row in read[name]:
            getattr(records[row.incident_id], f"{name}_keys").append(row.key)
    return [records[pk] for pk in found]


def in_words(actor: Actor, records: Sequence[Record]) -> list[Row]:
    """Reports as a committee sees them."""
    if not records:
        return []
    names = content_names()
    levels = {Level(int(key)): name for (table, key), name in names.items() if table == "level"}
    offered = frozenset(_offered_units(actor))
    known = Known(names, levels, tree_of(actor), _numbers(actor, records), offered)
    return [_row(record, known) for record in records]


def _numbers(actor: Actor, records: Sequence[Record]) -> dict[int, str]:
    """The numbers of those that the actor may open: no query for one who opens none by right."""
    if not actor.has(SEE):
        return {}
    held = Record.objects.held_by(actor).filter(among("pk", [each.pk for each in records]))
    return dict(held.order_by().values_list("pk", "number"))


@dataclass(frozen=True)
class Known:
    """What turns coded values into words; the numbers that the reader may know, and the units that
    they may choose."""

    names: Mapping[tuple[str, str], str]
    levels: dict[Level, str]
    tree: Tree
    numbers: Mapping[int, str]
    offered: frozenset[int]


def _row(record: Record, known: Known) -> Row:
    incident = record.incident
    restricted = record.sensitivity >= Sensitivity.PARTIES
    severity = incident.severity
    worst = severity.worst
    number = known.numbers.get(record.pk, "")
    day = timezone.localdate(record.opened_at)
    place = _told(known.tree, record, coarse=restricted)
    above = (each.unit_id for each in (known.tree.upward(place.unit_id) if place else ()))
    return Row(
        reference=reference(record.pk),
        number=number,
        key=record.pk if number else 0,
        reported=month(record.opened_at),
        month=(day.year, day.month),
        unit_id=next((each for each in above if each in known.offered), 0),
        type_key=incident.type,
        unit=place.name if place else "",
        building=record.building.name if record.building and not restricted else "",
        type=str(TYPE_LABELS[IncidentType(incident.type)]),
        categories=_named(known.names, "category", record.categories_keys),  # type: ignore[attr-defined]
        causes=_named(known.names, "cause", record.causes_keys),  # type: ignore[attr-defined]
        severity=_severity(severity, known.levels),
        worst=None if worst is None else Tag(known.levels[worst], level_tone(worst)),
        state=state_tag(IncidentState(incident.state)),
        measures=[Planned(each.plan_text, each.done) for each in record.measures.all()],
        summary=incident.summary,
        restricted=restricted,
    )


def _named(names: Mapping[tuple[str, str], str], table: str, keys: Sequence[str]) -> list[str]:
    return [names.get((table, key), key) for key in keys]


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


def _told(tree: Tree, record: Record, *, coarse: bool) -> Place | None:
    """The unit that one is told of; coarse: its faculty, or the institution."""
    above = tree.upward(record.unit_id)
    return next((each for each in above if not coarse or _is_faculty(each)), None)


def unit_options(actor: Actor) -> list[tuple[str, str]]:
    """Units to choose among: those who answer the annual report, and those above them. Smaller ones
    would show whom a report is about."""
    places = tree_of(actor).places
    found = [(places[each].name, str(each)) for each in _offered_units(actor)]
    return [(key, name) for name, key in sorted(found)]


def _offered_units(actor: Actor) -> Iterator[int]:
    tree, scope = tree_of(actor), actor.scope(SEE_ANONYMISED)
    for unit_id, place in tree.places.items():
        reached = scope.everywhere or scope.covers(_path(tree, unit_id))
        if place.active and _answers_by_itself(place) and reached:
            yield unit_id


def _offered(actor: Actor, unit_id: int | None) -> bool:
    return unit_id is not None and unit_id in _offered_units(actor)


def _path(tree: Tree, unit_id: int) -> str:
    return "".join(f"{each.unit_id}." for each in reversed(list(tree.upward(unit_id))))

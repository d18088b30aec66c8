"""What working environment committees review: all reports of their scope, without persons.

Coded values and words that were written for everyone; never what was told, names or links. What is
kept for named people is shown with the unit that answers the annual report, not the small one
where it happened, and without its building.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Func, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vern.control.incidents.capabilities import SEE_ANONYMISED
from vern.control.incidents.models import KIND, TYPE_LABELS
from vern.control.incidents.queries.choices import DIMENSION_LABELS
from vern.control.incidents.queries.lists import Filters
from vern.control.incidents.queries.show import content_names
from vern.control.incidents.queries.wording import level_tone, state_tag
from vern.control.incidents.rules import DIMENSIONS, IncidentState, IncidentType, Level, Severity
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import Tag
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.tree import FACULTY_LEVEL, Place, Tree, tree_on
from vern.core.records.models import Record, Sensitivity, State
from vern.core.records.querysets import RecordQuerySet

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
    rows = Record.objects.reviewed_by(actor, kind=KIND, capability=SEE_ANONYMISED)
    # Whom one lets choose a small unit, one tells what happened there (see `unit_options`).
    kept = replace(filters, unit_id=filters.unit_id if _offered(actor, filters.unit_id) else None)
    return kept.apply(rows.exclude(incident__state=IncidentState.MERGED))


def totals(rows: RecordQuerySet) -> Totals:
    """One query for all of them."""
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
    found: list[dict[str, Any]] = list(grouped)
    by_type = {row["incident__type"]: row["all"] for row in found}
    return Totals(
        all=sum(row["all"] for row in found),
        open=sum(row["open"] for row in found),
        serious=sum(row["serious"] for row in found),
        types=[(str(TYPE_LABELS[each]), by_type[each]) for each in IncidentType if each in by_type],
    )


def page_of(rows: RecordQuerySet, *, before: str = "", after: str = "") -> Page:
    """The newest, or those older or newer than the report with a number."""
    if after and not before and (place := _place(rows, after)):
        newer = Q(opened_at__gt=place[0]) | Q(opened_at=place[0], pk__gt=place[1])
        found = list(_whole(rows.filter(newer)).order_by("opened_at", "pk")[: PAGE + 1])[::-1]
        if len(found) > PAGE:
            return Page(in_words(found[1:]), newer=found[1].number, older=found[-1].number)
    place = _place(rows, before)
    if place is not None:
        rows = rows.filter(Q(opened_at__lt=place[0]) | Q(opened_at=place[0], pk__lt=place[1]))
    found = list(_newest(rows)[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        in_words(shown),
        newer=shown[0].number if place and shown else "",
        older=shown[-1].number if len(found) > PAGE else "",
    )


def on_paper(rows: RecordQuerySet) -> Page:
    """All of them on one page, as far as paper goes."""
    return Page(in_words(list(_newest(rows)[:ON_PAPER])))


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
    return rows.select_related("unit", "building", "incident").prefetch_related(
        "incident__categories", "incident__causes", Prefetch("measures", plan)
    )


def _newest(rows: RecordQuerySet) -> RecordQuerySet:
    return _whole(rows).order_by("-opened_at", "-pk")


def in_words(records: Sequence[Record]) -> list[Row]:
    """Reports as a committee sees them."""
    if not records:
        return []
    names = {
        Level(int(key)): name for (table, key), name in content_names().items() if table == "level"
    }
    tree = tree_on(clock.today())
    return [_row(record, names, tree) for record in records]


def _row(record: Record, names: dict[Level, str], tree: Tree) -> Row:
    incident = record.incident
    restricted = record.sensitivity >= Sensitivity.PARTIES
    worst = incident.severity.worst
    return Row(
        number=record.number,
        reported=short_day(record.opened_at),
        unit=_coarse(tree, record) if restricted else record.unit.name,
        building=record.building.name if record.building and not restricted else "",
        type=str(TYPE_LABELS[IncidentType(incident.type)]),
        categories=[each.name for each in incident.categories.all()],
        causes=[each.name for each in incident.causes.all()],
        severity=_severity(incident.severity, names),
        worst=None if worst is None else Tag(names[worst], level_tone(worst)),
        state=state_tag(IncidentState(incident.state)),
        measures=[Planned(each.plan_text, each.done) for each in record.measures.all()],
        summary=incident.summary,
        restricted=restricted,
    )


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
    return place.reports or place.kind in FACULTY_LEVEL or place.parent_id is None


def _coarse(tree: Tree, record: Record) -> str:
    above = (each.name for each in tree.upward(record.unit_id) if _answers_by_itself(each))
    return next(above, str(record.unit.name))


def unit_options(actor: Actor) -> list[tuple[str, str]]:
    """Units to choose among: those who answer the annual report, and those above them. Smaller ones
    would show where a report for named people comes from."""
    tree, scope = tree_on(clock.today()), actor.scope(SEE_ANONYMISED)
    found = [
        (place.name, str(unit_id))
        for unit_id, place in tree.places.items()
        if place.active and _answers_by_itself(place) and scope.covers(_path(tree, unit_id))
    ]
    return [(key, name) for name, key in sorted(found)]


def _offered(actor: Actor, unit_id: int | None) -> bool:
    return str(unit_id) in {key for key, _name in unit_options(actor)}


def _path(tree: Tree, unit_id: int) -> str:
    return "".join(f"{each.unit_id}." for each in reversed(list(tree.upward(unit_id))))


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

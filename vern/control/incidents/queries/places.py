"""Places with a poster, and what came of earlier reports there, without words from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.utils import timezone

from vern.control.incidents.capabilities import MAKE_POSTERS
from vern.control.incidents.models import KIND, Lesson, ReportPlace
from vern.control.incidents.queries.learning import for_place
from vern.control.incidents.rules import IncidentState
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Record, Sensitivity
from vern.core.records.querysets import under

YEARS_SHOWN = 5
RESULTS_SHOWN = 8
COUNTED = (IncidentState.RECEIVED, IncidentState.IN_WORK, IncidentState.CLOSED)


def within(actor: Actor) -> QuerySet[ReportPlace]:
    """Places whose posters the actor may make, those in use first."""
    scope = actor.scope(MAKE_POSTERS)
    rows = ReportPlace.objects.select_related("unit", "building", "room")
    if scope.everywhere:
        return rows
    reached = Q(building__in=scope.buildings)
    if scope.prefixes:
        reached |= Q(unit__in=Unit.objects.filter(under(scope.prefixes)).values("pk"))
    return rows.filter(reached)


def listed(actor: Actor) -> list[ReportPlace]:
    """The same, each with how many reports came through it; none that only named people read."""
    counted = Count("reports", filter=Q(reports__record__sensitivity__lt=Sensitivity.PARTIES))
    return list(within(actor).annotate(came=counted).order_by("name", "pk"))


def place_of(actor: Actor, pk: int) -> ReportPlace:
    """Raises Http404 for a place that is unknown, or whose poster is others' to make."""
    found = within(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Year:
    year: int
    count: int


@dataclass(frozen=True)
class Results:
    """What came of reports at a place, in words that anyone may read. `done`: how many measures."""

    years: Sequence[Year]
    done: int
    summaries: Sequence[str]
    measures: Sequence[Measure]
    lessons: Sequence[Lesson]

    @property
    def any(self) -> bool:
        return bool(self.years)


def results(place: ReportPlace) -> Results:
    """Numbers by year, and of closed cases what handlers have written for everyone. Five queries."""
    there = _there(place)
    done = Measure.objects.filter(
        origin__in=there.order_by().values("pk"), unit=F("origin__unit")
    ).exclude(done_at=None)
    counted = (
        there.annotate(year=ExtractYear("opened_at", tzinfo=timezone.get_default_timezone()))
        .order_by()
        .values("year")
        .annotate(count=Count("pk"))
        .order_by("-year")[:YEARS_SHOWN]
    )
    closed = there.filter(incident__state=IncidentState.CLOSED)
    summaries = closed.exclude(incident__summary="").order_by("-closed_at", "-pk")
    return Results(
        [Year(row["year"], row["count"]) for row in counted],
        done.count(),
        list(summaries.values_list("incident__summary", flat=True)[:RESULTS_SHOWN]),
        list(done.order_by("-done_at", "-pk")[:RESULTS_SHOWN]),
        list(
            for_place(place.unit)
            .filter(incident__in=there.order_by().values("pk"))
            .order_by("-pk")[:RESULTS_SHOWN]
        ),
    )


def _there(place: ReportPlace) -> QuerySet[Record]:
    """Reports of the place: those that came through the poster, and those of its room; without a
    room, the unit's in its building. None that only named people read."""
    of_place = Q(incident__source=place.pk)
    if place.room_id is not None:
        of_place |= Q(incident__known_room=place.room_id)
    elif place.building_id is not None:
        of_place |= Q(building=place.building_id, unit=place.unit_id)
    found: QuerySet[Record] = Record.objects.anonymised().filter(
        of_place, kind=KIND, incident__state__in=COUNTED
    )
    return found

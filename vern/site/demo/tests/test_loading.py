"""The plan, played through the services, stands in the database as it was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from vern.control.incidents.models import Incident
from vern.control.incidents.rules import IncidentState
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.notices.models import Notice
from vern.core.notices.services import withholding
from vern.core.org.models import Assignment, Person, RoleKey, Unit, User
from vern.core.org.queries import responsible_for
from vern.core.org.tree import tree_on
from vern.site.demo.content import last_day, published
from vern.site.demo.handling import first_words
from vern.site.demo.load_organisation import build
from vern.site.demo.load_reports import Play, Stage
from vern.site.demo.loader import is_loaded, load
from vern.site.demo.plan import plan_year
from vern.site.demo.planned import PlannedReport
from vern.site.demo.posts import leader_on, members_on, organisation, vacant_posts
from vern.site.showcase import is_shown, people_to_be

pytestmark = pytest.mark.journey


def sample() -> list[PlannedReport]:
    """A few of 2025 that between them do everything: moved, rejected, reopened, still open."""
    reports = plan_year(2025)
    kinds = [
        [report for report in reports if report.moved_at],
        [report for report in reports if report.rejected],
        [report for report in reports if len(report.endings) == 3],
        [report for report in reports if not report.endings],
        [report for report in reports if len(report.measures) == 2],
        [report for report in reports if report.is_suggestion],
        [report for report in reports if report.reported_unit == "FADM-CAM"],
    ]
    return list({report.key: report for kind in kinds for report in kind[:2]}.values())


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Incident]]:
    """The organisation and the sample's reports, undone when the module is through."""
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        stage = Stage()
        plays = [Play(stage, planned) for planned in sample()]
        with withholding():
            for play in plays:
                play.run()
        yield [Incident.objects.get(record=play.record) for play in plays]
        transaction.set_rollback(True)


@pytest.mark.parametrize("year", sorted(published().reporting_units))
def test_the_tree_of_each_year_has_the_published_number_of_units(
    demo: list[Incident], year: int
) -> None:
    places = tree_on(dt.date(year, 12, 31)).places.values()
    reporting = [place for place in places if place.active and place.reports]
    assert len(reporting) == published().reporting_units[year]


def test_who_answers_for_a_unit_is_who_the_plan_says(demo: list[Incident]) -> None:
    people = organisation().people
    with clock.at(clock.start_of(last_day())):
        for unit in Unit.objects.filter(active=True):
            found = responsible_for(unit)
            assert found is not None
            assert found.person.email == people[leader_on(unit.code, last_day())].email
            assert found.vacant == (unit.code in vacant_posts())


def test_members_followed_their_units_through_mergers_and_splits(demo: list[Incident]) -> None:
    for code in ("IGS", "FADM-EIE", "FADM-HRHMS-HR", "IVB", "IKP"):
        held = Assignment.objects.filter(
            unit__code=code, role__in=(RoleKey.EMPLOYEE, RoleKey.STUDENT)
        )
        now = {each.person.email for each in held if _holds(each, last_day())}
        assert now == {person.email for person in members_on(code, last_day())}


def _holds(held: Assignment, day: dt.date) -> bool:
    return held.valid_from <= day and (held.valid_to is None or day < held.valid_to)


def test_the_fourteen_of_the_cast_have_accounts_and_nobody_else(demo: list[Incident]) -> None:
    assert Person.objects.count() == 9000
    assert User.objects.count() == 14
    assert all(is_shown(user.email) for user in User.objects.all())
    assert len(people_to_be()) == 14


def test_reports_stand_as_they_were_planned(demo: list[Incident]) -> None:
    for planned, incident in zip(sample(), demo, strict=True):
        record = incident.record
        assert record.opened_at == planned.opened_at
        assert record.unit.code == planned.unit
        assert incident.state == _state(planned), planned.key
        assert incident.first_answer_at == _answered(planned), planned.key
        if planned.assessment:
            assert incident.type == planned.type
            assert (incident.human_actual, incident.human_potential) == planned.assessment.human


def _answered(planned: PlannedReport) -> dt.datetime | None:
    """Words count, not that someone has started."""
    if planned.taken_up_at and first_words(planned.key):
        return planned.taken_up_at
    return planned.endings[0].at if planned.endings else None


def _state(planned: PlannedReport) -> IncidentState:
    if planned.endings:
        last = planned.endings[-1].verb
        ends = {"close": IncidentState.CLOSED, "reject": IncidentState.REJECTED}
        return ends.get(last, IncidentState.IN_WORK)
    return IncidentState.IN_WORK if planned.taken_up_at else IncidentState.RECEIVED


def test_measures_are_decided_and_done_when_planned(demo: list[Incident]) -> None:
    for planned, incident in zip(sample(), demo, strict=True):
        found = [
            (measure.title, measure.decided_at, measure.done_at)
            for measure in Measure.objects.filter(origin=incident.record).order_by("decided_at")
        ]
        assert found == [(m.title, m.decided_at, m.done_at) for m in planned.measures]


def test_every_step_has_its_line_of_history_at_its_moment(demo: list[Incident]) -> None:
    for planned, incident in zip(sample(), demo, strict=True):
        lines = HistoryLine.objects.filter(record=incident.record)
        first = lines.get(verb="incident.reported")
        assert first.at == clock.microseconds(planned.opened_at)
        assert (
            first.actor_id
            == Person.objects.get(email=organisation().people[planned.reporter].email).pk
        )
        assert lines.filter(verb="incident.moved").exists() == bool(planned.moved_at)
        reopened = [ending for ending in planned.endings if ending.verb == "reopen"]
        assert lines.filter(verb="incident.reopened").count() == len(reopened)


def test_a_database_that_holds_an_institution_is_left_alone(demo: list[Incident]) -> None:
    assert is_loaded()
    with pytest.raises(RuntimeError, match="already"):
        load(processes=1)


def test_notices_of_the_past_are_written_and_never_mailed(demo: list[Incident]) -> None:
    assert not Notice.objects.filter(withheld=False).exists()
    assert Notice.objects.filter(kind="incident.to_handle").count() >= len(demo)

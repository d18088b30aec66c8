"""Who reads what few may read is noted, and those who handle it see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.control.incidents import services
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_files_of_a_report import nameless
from vern.control.incidents.tests.test_photos_and_files import photo, with_files
from vern.core.files.models import Attachment
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import once_per_module
from vern.core.org.actors import SYSTEM
from vern.core.records.access import get_record
from vern.core.records.models import Record

shared_world = once_per_module(readers.staffed_world)


def noted(record: Record) -> list[str]:
    """Who has read it, by the lines of the history."""
    lines = HistoryLine.objects.filter(record=record, verb="record.read").select_related("actor")
    return [each.actor.given_name if each.actor else "" for each in lines]


def restricted(world: World, **more: Any) -> Record:
    record = make.told(world, wishes=services.Wishes(restricted=True), **more)
    services.let_read(actor=world.actor("leader"), record=record, person=world.people["colleague"])
    return record


def page(world: World, who: str, record: Record) -> str:
    return str(world.client(who).get(f"/incidents/{record.pk}/").content.decode())


def test_reading_an_ordinary_report_is_not_noted(world: World) -> None:
    record = make.told(world)
    for who in ("leader", "safety rep", "reporter"):
        page(world, who, record)
    assert noted(record) == []


def test_each_reader_is_noted_once_an_hour(world: World) -> None:
    record = restricted(world)
    for who in ("leader", "colleague", "leader"):
        page(world, who, record)
    assert noted(record) == ["Leader", "Colleague"]
    with clock.at(clock.now() + dt.timedelta(minutes=59)):
        page(world, "leader", record)
    assert noted(record) == ["Leader", "Colleague"]
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        page(world, "leader", record)
    assert noted(record) == ["Leader", "Colleague", "Leader"]


def test_opening_its_file_is_reading_it(world: World) -> None:
    record = with_files(world, photo())
    services.restrict(actor=world.actor("leader"), record=record)
    world.client("leader").get(f"/files/{Attachment.objects.get().pk}/").getvalue()
    assert noted(record) == ["Leader"]


@pytest.mark.parametrize("who", ["leader of sibling", "safety rep", "hse"])
def test_who_is_refused_has_not_read_it(world: World, who: str) -> None:
    record = restricted(world)
    assert world.client(who).get(f"/incidents/{record.pk}/").status_code == 404
    assert noted(record) == []


def test_who_reported_it_is_not_watched(world: World) -> None:
    record = restricted(world)
    page(world, "reporter", record)
    assert noted(record) == []
    secret, browser = nameless(world)
    services.restrict(actor=world.actor("leader"), record=secret)
    assert browser.get(f"/incidents/{secret.pk}/").status_code == 200
    assert noted(secret) == []


def test_jobs_read_nothing(world: World) -> None:
    record = restricted(world)
    get_record(SYSTEM, record.pk, kind=record.kind)
    assert noted(record) == []


def test_those_who_handle_it_see_who_has_read_it_and_others_do_not(world: World) -> None:
    record = restricted(world)
    later = clock.now() + dt.timedelta(hours=2)
    for moment in (clock.now(), later):
        with clock.at(moment):
            page(world, "colleague", record)
    shown = page(world, "leader", record)
    assert "Who has read it" in shown
    assert "Colleague Prøve, last" in shown
    assert "2 times in all" in shown
    assert "Read it" not in shown, "it does not stand between what was done"
    for who in ("colleague", "reporter"):
        assert "Who has read it" not in page(world, who, record), who


def test_the_reception_sees_who_has_read_what_is_sealed(world: World) -> None:
    record = make.told(world)
    services.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd.")
    page(world, "reception", record)
    assert noted(record) == ["Reception"]
    assert "Reception Prøve, last" in page(world, "reception", record)
    assert "Who has read it" not in page(world, "reporter", record)


def test_the_page_costs_no_more_for_many_readings(
    world: World, django_assert_max_num_queries: Any
) -> None:
    record, moment = restricted(world), clock.now()
    for hour in range(10):
        with clock.at(moment + dt.timedelta(hours=2 * hour)):
            page(world, "colleague", record)
            page(world, "leader", record)
    assert len(noted(record)) == 20
    client = world.client("leader")
    with django_assert_max_num_queries(15), clock.at(moment + dt.timedelta(days=2)):
        client.get(f"/incidents/{record.pk}/")

"""One's deadlines in a calendar of one's own: what the secret link gives, and when it gives nothing."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from pytest_django import Settings

from tests.falling_due import DAY, NOON
from vern.control.incidents import services
from vern.control.incidents.services import representing
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.models import RoleKey, User
from vern.core.records.models import Record
from vern.hub.calendar import feeds
from vern.hub.calendar.models import Feed
from vern.hub.calendar.sweeping import sweep

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def link(world: World, who: str = "leader") -> str:
    return urlsplit(feeds.address_of(feeds.renew(actor=world.actor(who)))).path


def fetched(url: str) -> Calendar:
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.content)
    assert isinstance(found, Calendar)
    return found


def span(event: Any) -> tuple[dt.date, dt.date]:
    """Its first day, and the first one after it."""
    return event["DTSTART"].dt, event["DTEND"].dt


def test_it_holds_the_kind_the_number_and_the_day_and_no_words_from_the_case(world: World) -> None:
    record = make.told(world, "Kari Nordmann falt i trappen.")
    make.decided(world, record, "Fest teppet")
    sweep()
    url = link(world)
    events = fetched(url).walk("VEVENT")
    assert {span(event)[0] for event in events} == {record.due_on, clock.today() + 14 * DAY}
    text = Client().get(url).content.decode().replace("\r\n ", "")
    assert record.number in text
    assert not [word for word in ("Kari", "trappen", "teppet", "Kjemi", "kjemi") if word in text]


def test_a_day_is_the_same_in_every_time_zone_and_ends_when_it_ends(world: World) -> None:
    for day in (dt.date(2027, 3, 28), dt.date(2026, 10, 25), dt.date(2028, 2, 29)):
        record = make.told(world)
        Record.objects.filter(pk=record.pk).update(due_on=day)
    sweep()
    for event in fetched(link(world)).walk("VEVENT"):
        begin, end = span(event)
        assert type(begin) is dt.date
        assert end - begin == DAY


def test_a_renewed_link_closes_the_former_one_at_once(world: World) -> None:
    first = link(world)
    assert Client().get(first).status_code == 200
    second = link(world)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Feed.objects.count() == 1
    feeds.stop(actor=world.actor("leader"))
    assert Client().get(second).status_code == 404


def test_a_closed_account_closes_the_feed(world: World) -> None:
    url = link(world)
    User.objects.filter(person=world.people["leader"]).update(is_active=False)
    assert Client().get(url).status_code == 404
    User.objects.filter(person=world.people["leader"]).update(is_active=True)
    assert Client().get(url).status_code == 200
    world.people["leader"].user = None
    world.people["leader"].save(update_fields=["user"])
    assert Client().get(url).status_code == 404


def test_a_guessed_link_costs_the_database_nothing(world: World) -> None:
    url = link(world)
    key = Feed.objects.get().key
    guesses = [
        url.replace(key.hex[:8], "00000000"),
        f"/calendar/feed/{key}/{'0' * 64}.ics",
        f"/calendar/feed/{uuid4()}/{feeds.code_of(uuid4())}.ics",
    ]
    for guess in guesses:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(guess).status_code == 404
        assert len(seen) == 0
    gone = uuid4()
    assert Client().get(f"/calendar/feed/{gone}/{feeds.code_of(gone)}.ics").status_code == 404


def test_another_persons_session_changes_nothing(world: World) -> None:
    record = make.told(world)
    sweep()
    url = link(world, "colleague")
    assert record.number not in world.client("leader").get(url).content.decode()


def test_what_is_sealed_is_gone_at_once(world: World) -> None:
    record = make.told(world)
    sweep()
    url = link(world)
    assert record.number in Client().get(url).content.decode()
    make.put(world, "colleague", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    services.hand_over(actor=world.actor("leader"), record=record, reason="Varsel")
    assert not fetched(url).walk("VEVENT")
    sweep()
    assert not fetched(url).walk("VEVENT")


def test_who_does_not_read_the_case_gets_no_number(world: World) -> None:
    record = make.told(world)
    measure = make.decided(world, record)
    measure.responsible = world.people["colleague"]
    measure.save()
    sweep()
    text = Client().get(link(world, "colleague")).content.decode()
    assert "VEVENT" in text
    assert record.number not in text


def test_it_costs_as_many_queries_for_many_as_for_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            fetched(url)
        return len(seen)

    record = make.told(world)
    make.decided(world, record)
    sweep()
    url = link(world)
    few = queries()
    for _ in range(15):
        representing.request_answer(
            actor=world.actor("safety rep"), record=record, text="?", answer_by=clock.today()
        )
        make.decided(world, make.told(world))
    sweep()
    assert queries() == few <= 12


def test_the_link_is_in_no_log_and_kept_by_no_cache(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    url = link(world)
    with caplog.at_level(logging.DEBUG):
        answer = Client().get(url)
    assert answer["Cache-Control"] == "private, no-store"
    key = Feed.objects.get().key
    assert feeds.code_of(key) not in caplog.text


def test_one_makes_renews_and_closes_it_on_a_page(world: World) -> None:
    client = world.client("leader")
    assert "Make a link" in client.get("/calendar/subscribe/").content.decode()
    client.post("/calendar/subscribe/", {"do": "renew"})
    first = client.get("/calendar/subscribe/").context["address"]
    assert Client().get(urlsplit(first).path).status_code == 200
    client.post("/calendar/subscribe/", {"do": "renew"})
    second = client.get("/calendar/subscribe/").context["address"]
    assert first != second
    assert first not in world.client("hse").get("/calendar/subscribe/").content.decode()
    client.post("/calendar/subscribe/", {"do": "stop"})
    assert client.get("/calendar/subscribe/").context["address"] == ""
    assert Client().get(urlsplit(second).path).status_code == 404

"""The calendar page: one's own deadlines, and those at the units whose cases one reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.falling_due import DAY, NOON, asked
from vern.control.incidents import services
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.models import RoleKey
from vern.core.records.models import Party, Record
from vern.hub.calendar.models import Deadline
from vern.hub.calendar.ports import deadline_rules
from vern.hub.calendar.queries import UNITS, Wish, page_for
from vern.hub.calendar.rules import Month, Timing
from vern.hub.calendar.sweeping import sweep

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    """At noon of a day far from any change of the clock."""
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def test_it_stands_under_late_this_week_and_later(world: World) -> None:
    for text, away in (("sen", -3), ("snart", 2), ("siden", 60)):
        record = make.told(world, text)
        Record.objects.filter(pk=record.pk).update(due_on=clock.today() + away * DAY)
    sweep()
    answer = world.client("leader").get("/calendar/")
    parts = answer.context["page"].parts
    assert [[line.words.title for line in part.lines] for part in parts] == [
        ["sen"],
        ["snart"],
        ["siden"],
    ]
    text = answer.content.decode()
    assert "1 thing here is past its day." in text
    assert "3 days late" in text
    assert "IK-forskriften § 5 nr. 7" in text


def test_one_month_of_the_wheel(world: World) -> None:
    record = make.told(world, "i august")
    Record.objects.filter(pk=record.pk).update(due_on=dt.date(2026, 8, 31))
    sweep()
    actor = world.actor("leader")
    counts = {str(each.month): each.count for each in page_for(actor, Wish()).wheel}
    assert counts["2026-08"] == 1
    assert sum(counts.values()) == 1
    august = page_for(actor, Wish(month=Month(2026, 8)))
    assert [line.words.title for part in august.parts for line in part.lines] == ["i august"]
    assert page_for(actor, Wish(month=Month(2026, 9))).empty
    assert world.client("leader").get("/calendar/?month=nonsense&after=x_y").status_code == 200


def test_a_leader_sees_what_falls_due_at_the_units_below(world: World) -> None:
    record = make.told(world, "kjemi")
    sweep()
    above, sibling = world.actor("leader above"), world.actor("leader of sibling")
    assert page_for(above, Wish()).empty
    [part] = page_for(above, Wish(whose=UNITS)).parts
    assert [line.words.number for line in part.lines] == [record.number]
    others = [
        line.words.number for p in page_for(sibling, Wish(whose=UNITS)).parts for line in p.lines
    ]
    assert record.number not in others
    assert page_for(world.actor("colleague"), Wish(whose=UNITS)).empty


def test_more_than_a_page_goes_on(world: World) -> None:
    for number in range(45):
        record = make.told(world, f"nr {number}")
        Record.objects.filter(pk=record.pk).update(due_on=clock.today() + number * DAY)
    sweep()
    actor = world.actor("leader")
    first = page_for(actor, Wish())
    second = page_for(actor, Wish(after=first.next))
    titles = [
        line.words.title for page in (first, second) for part in page.parts for line in part.lines
    ]
    assert titles == [f"nr {number}" for number in range(45)]
    assert not second.next


def test_what_is_sealed_or_no_longer_ones_own_is_gone_at_once(world: World) -> None:
    """Before the next sweep."""
    sealed, about = make.told(world, "varsel"), make.told(world, "om lederen")
    sweep()
    make.put(world, "colleague", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    services.hand_over(actor=world.actor("leader"), record=sealed, reason="Varsel")
    Party.objects.create(record=about, person=world.people["leader"], part=Party.Part.SUBJECT)
    for who in ("leader", "hse", "rector"):
        for whose_ in ("own", "units"):
            text = world.client(who).get(f"/calendar/?whose={whose_}").content.decode()
            assert sealed.number not in text
            assert "varsel" not in text
            assert who != "leader" or about.number not in text
    sweep()
    assert not Deadline.objects.filter(record=sealed).exists()


@pytest.mark.parametrize("count", [1, 15])
@pytest.mark.parametrize("whose_", ["own", "units"])
def test_the_page_costs_at_most_fifteen_queries(world: World, count: int, whose_: str) -> None:
    for number in range(count):
        record = make.told(world, f"nr {number}")
        make.decided(world, record)
        asked(world, record, clock.today())
    sweep()
    client = world.client("leader")
    client.get("/calendar/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/calendar/", {"whose": whose_})
    assert len(seen) <= 15


def test_strangers_are_asked_to_sign_in(world: World) -> None:
    for page in ("", "rules/", "subscribe/", "rules/incidents.stop/"):
        answer = Client().get(f"/calendar/{page}")
        assert answer.status_code == 302
        assert "/accounts/" in answer["Location"]
    assert world.client("hse").get("/calendar/rules/unknown/").status_code == 404


def test_timings_of_rules_are_sensible() -> None:
    for rule in deadline_rules:
        assert rule.basis
        assert isinstance(rule.timing, Timing)
        assert rule.timing.escalate_after is None or rule.timing.escalate_after >= 1

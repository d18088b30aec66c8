"""One report: who sees it, as what, and what each may do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Category, Cause, NotificationRule
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services.telling import mark_told
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment
from vern.core.records.models import Record

VERBS = ("start", "assess", "measure", "move", "close", "reject", "reopen")
HANDLERS = ("leader", "leader above", "rector", "hse")
ONLY_SEE = ("safety rep",)
OUTSIDE = ("colleague", "leader of sibling", "leader of lab")


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def judged(world: World, record: Record) -> None:
    services.assess(
        actor=world.actor("leader"),
        record=record,
        assessment=services.Assessment(
            IncidentType.ACCIDENT,
            Severity(human_actual=Level.SOME, human_potential=Level.CRITICAL),
            categories=[Category.objects.get(key="electricity")],
            causes=[Cause.objects.get(key="planning")],
            cause_text="Ingen hadde tenkt på det.",
        ),
    )


def text(response: Any) -> str:
    assert response.status_code == 200
    found: str = response.content.decode()
    return found


@pytest.mark.parametrize("who", ["reporter", "leader"])
def test_the_first_line_stands_in_the_heading_only(world: World, who: str) -> None:
    client = world.client(who)

    def page(told: str) -> str:
        return text(client.get(at(make.told(world, told)))).partition("<main")[2]

    alone = page("Det lekker.")
    assert alone.count("Det lekker.") == 1
    assert "told</h2>" not in alone.replace("What you reported", "told")
    more = page("Det lekker.\r\nVann på gulvet.")
    assert more.count("Det lekker.") == 1
    assert "Vann på gulvet." in more.replace("What you reported", "told").partition("told</h2>")[2]
    long = "Det lekker " + "veldig " * 20 + "mye."
    assert long in page(long)


@pytest.mark.parametrize("who", OUTSIDE)
def test_it_does_not_exist_for_those_who_may_not_see_it(world: World, who: str) -> None:
    record, client = make.told(world), world.client(who)
    for verb in ("", *VERBS):
        assert client.get(at(record, verb)).status_code == 404, verb
    for verb in VERBS:
        assert client.post(at(record, verb)).status_code == 404, verb


@pytest.mark.parametrize("who", [*ONLY_SEE, "reporter"])
def test_those_who_only_see_it_may_do_nothing(world: World, who: str) -> None:
    record, client = make.told(world), world.client(who)
    page = text(client.get(at(record)))
    for verb in VERBS:
        assert client.get(at(record, verb)).status_code == 403, verb
        assert client.post(at(record, verb)).status_code == 403, verb
        assert at(record, verb) not in page


@pytest.mark.parametrize("who", HANDLERS)
def test_handlers_get_what_they_can_do_now(world: World, who: str) -> None:
    record = make.told(world)
    page = text(world.client(who).get(at(record)))
    for verb in VERBS[:-1]:
        assert at(record, verb) in page
        assert world.client(who).get(at(record, verb)).status_code == 200
    assert at(record, "reopen") not in page


@pytest.mark.parametrize("who", [*HANDLERS, *ONLY_SEE])
def test_those_who_see_by_right_see_the_judgement(world: World, who: str) -> None:
    record = make.told(world, done_at_once="Skrudde av.", proposal="Ny ventil.", room="214")
    judged(world, record)
    make.decided(world, record, "Bytt ventil")
    page = text(world.client(who).get(at(record)))
    for part in (
        "Det luktet gass ved avtrekket.",
        "Skrudde av.",
        "Ny ventil.",
        "214",
        "Reporter Prøve",
        "Leader Prøve, leader of Institutt for kjemi",
        "Some danger",
        "Critical",
        "Electricity",
        "Insufficient planning",
        "Ingen hadde tenkt på det.",
        "Bytt ventil",
    ):
        assert part in page


def test_the_reporter_sees_no_judgement(world: World) -> None:
    record = make.told(world)
    judged(world, record)
    make.decided(world, record, "Irettesett Per Hansen")
    page = text(world.client("reporter").get(at(record)))
    assert "Det luktet gass ved avtrekket." in page
    assert "Plan: Irettesett" in page  # the words that everyone at the unit reads
    for part in ("Some danger", "Critical", "Insufficient planning", "Ingen hadde tenkt"):
        assert part not in page
    assert ">Irettesett" not in page


def test_a_vacancy_is_said(world: World) -> None:
    record = make.told(world)
    held = Assignment.objects.get(role=RoleKey.LEADER, unit=world.units["CHEM"])
    yesterday = clock.today() - dt.timedelta(days=1)
    end_assignment(actor=world.actor("hse"), held=held, last_day=yesterday)
    page = text(world.client("hse").get(at(record)))
    assert "The post as leader of Institutt for kjemi is vacant." in page


def natural(world: World, record: Record) -> str:
    """The one prominent step on the leader's page."""
    steps = world.client("leader").get(at(record)).context["steps"]
    return str(steps[0]["verb"])


def everyone_told(world: World, record: Record) -> None:
    for rule in NotificationRule.objects.all():
        mark_told(actor=world.actor("leader"), record=record, rule=rule)


def test_the_natural_next_step_comes_first(world: World) -> None:
    record, leader = make.told(world), world.actor("leader")
    assert natural(world, record) == "take_up"
    services.take_up(actor=leader, record=record)
    assert natural(world, record) == "assess"
    judged(world, record)
    assert natural(world, record) == "measure"
    make.decided(world, record)
    assert natural(world, record) == "close"
    everyone_told(world, record)
    services.close(actor=leader, record=record, message="Takk")
    assert natural(world, record) == "reopen"


def test_the_trail_is_in_words(world: World) -> None:
    record = make.told(world)
    judged(world, record)
    services.move(actor=world.actor("leader above"), record=record, unit=world.units["LAB"])
    make.decided(world, record, "Bytt ventil", who="leader above")
    page = text(world.client("leader above").get(at(record)))
    for part in (
        "Type: Accident",
        "People: happened: Some danger; could have: Critical",
        "Categories: Electricity",
        "Causes: Insufficient planning",
        "From Institutt for kjemi to Seksjon for syntese",
        "Moved the report to another unit",
    ):
        assert part in page
    for raw in ("near_miss", "human_actual", "incident.moved", "&#x27;", "None"):
        assert raw not in page


def test_the_page_costs_at_most_fifteen_queries_however_long_its_story(world: World) -> None:
    record, leader = make.told(world), world.actor("leader above")
    everyone_told(world, record)
    for number in range(6):
        judged(world, record)
        make.decided(world, record, f"Tiltak {number}")
        services.close(actor=leader, record=record, message=f"Svar {number}")
        services.reopen(actor=leader, record=record, reason=f"Grunn {number}")
    for who in ("leader", "safety rep", "hse", "reporter"):
        client = world.client(who)
        with CaptureQueriesContext(connection) as asked:
            text(client.get(at(record)))
        assert len(asked) <= 15, who

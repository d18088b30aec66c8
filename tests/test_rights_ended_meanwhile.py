"""What was true when a job looked, or when something was given to someone, is asked anew of whoever
reads it: a right that has ended meanwhile shows nothing, and counts nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.falling_due import DAY, NOON
from vern.control.incidents import services
from vern.control.incidents.models import Incident, Inquiry
from vern.control.incidents.queries.lists import to_answer_for
from vern.control.incidents.rules import Level
from vern.control.incidents.services.learning import NewInquiry, ask_units
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment
from vern.core.records.models import Party, Record
from vern.hub.calendar.models import Carrier
from vern.hub.calendar.queries import UNITS, Wish, page_for
from vern.hub.calendar.sweeping import sweep
from vern.organise.relay.models import Relay, RelayItem
from vern.organise.relay.services import begin, write
from vern.review.annual_report import services as annual_reports

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    """At noon of a day far from any change of the clock."""
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def ended(world: World, who: str, role: RoleKey) -> None:
    held = Assignment.objects.get(person=world.people[who], role=role)
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - DAY)


def shown(world: World, who: str, **wish: str) -> list[str]:
    page = page_for(world.actor(who), Wish(**wish))  # type: ignore[arg-type]
    return [line.words.title for part in page.parts for line in part.lines]


def still_carries(world: World, who: str) -> bool:
    """As the last sweep found it."""
    return Carrier.objects.filter(person=world.people[who]).exists()


def about(world: World, record: Record, who: str) -> None:
    Party.objects.create(record=record, person=world.people[who], part=Party.Part.SUBJECT)


def test_a_question_to_a_unit_is_not_in_the_calendar_of_who_led_it(world: World) -> None:
    record = make.told(world)
    services.take_up(actor=world.actor("leader"), record=record)
    Incident.objects.filter(pk=record.pk).update(human_potential=Level.CRITICAL)
    new = NewInquiry(
        about=Inquiry.About.MACHINE,
        subject="Sentrifugen",
        text="Har dere den?",
        answer_by=clock.today() + 9 * DAY,
        units=[world.units["PHYS"]],
    )
    ask_units(actor=world.actor("leader"), record=record, new=new)
    sweep()
    assert shown(world, "leader of sibling") == ["Sentrifugen"]
    ended(world, "leader of sibling", RoleKey.LEADER)
    assert still_carries(world, "leader of sibling")
    assert shown(world, "leader of sibling") == []


def test_a_measure_that_was_given_to_another_is_not_in_the_calendar(world: World) -> None:
    measure = make.decided(world, make.told(world))
    rows = Measure.objects.filter(pk=measure.pk)
    rows.update(responsible=world.people["leader of sibling"])
    sweep()
    assert shown(world, "leader of sibling") == [measure.plan_text]
    rows.update(responsible=world.people["leader"])
    assert still_carries(world, "leader of sibling")
    assert shown(world, "leader of sibling") == []


def test_a_draft_of_the_annual_report_is_not_in_the_calendar_of_who_wrote_it(world: World) -> None:
    draft = annual_reports.start(actor=SYSTEM, year=2025)
    sweep()
    assert shown(world, "hse") == [draft.record.title]
    ended(world, "hse", RoleKey.HSE_DEPARTMENT)
    assert still_carries(world, "hse")
    assert shown(world, "hse") == []


def test_a_report_about_oneself_is_not_in_the_calendar(world: World) -> None:
    record = make.told(world, "Om lederen")
    sweep()
    assert shown(world, "leader") == ["Om lederen"]
    about(world, record, "leader")
    assert still_carries(world, "leader")
    assert shown(world, "leader") == []


def test_the_months_count_nothing_from_units_whose_cases_one_does_not_read(world: World) -> None:
    make.told(world)
    sweep()
    counts = {
        who: sum(each.count for each in page_for(world.actor(who), Wish(whose=UNITS)).wheel)
        for who in ("leader above", "leader of sibling")
    }
    assert counts == {"leader above": 1, "leader of sibling": 0}


def test_a_report_about_oneself_awaits_one_no_more(world: World) -> None:
    record = make.told(world)
    assert to_answer_for(world.actor("leader"), 10, 100).first == [record]
    about(world, record, "leader")
    assert to_answer_for(world.actor("leader"), 10, 100).first == []


def test_a_leader_hands_over_nothing_that_is_about_themselves(world: World) -> None:
    known, hidden = make.told(world), make.told(world)
    about(world, hidden, "leader")
    leader = world.actor("leader")
    relay: Relay = begin(actor=leader, unit=world.units["CHEM"])
    write(actor=leader, relay=relay, word="", words={})
    things = RelayItem.objects.filter(relay=relay, sort="incidents")
    assert [each.thing for each in things] == [known.pk]

"""What the records show of requirements to a unit's HSE work, by unit and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from tests.falling_due import DAY, NOON
from vern.control.incidents.evidence import IN_TIME
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.records.models import Record, Sensitivity, State
from vern.hub.evidence.measures import KEY as PLAN
from vern.hub.evidence.ports import evidence
from vern.hub.evidence.queries import at_units, judged, page
from vern.hub.evidence.rules import Verdict

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def told(world: World, text: str, *, due: int, unit: str = "CHEM") -> Record:
    """A report that is to be handled so many days from now."""
    record = make.told(world, text, unit=unit)
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() + due * DAY)
    return record


def handled(record: Record, *, days: int = 0) -> None:
    closed = clock.now() + dt.timedelta(days=days)
    Record.objects.filter(pk=record.pk).update(state=State.CLOSED, closed_at=closed)
    record.incident.state = "closed"
    record.incident.save(update_fields=["state"])


def verdict(world: World, key: str, unit: str = "CHEM", who: str = "hse") -> Verdict:
    found = judged(world.actor(who), page(world.actor(who), code=unit))
    return next(each.found.verdict for each in found if each.about.key == key)


def test_a_unit_without_reports_is_not_said_to_handle_them_well(world: World) -> None:
    assert verdict(world, IN_TIME) is Verdict.UNKNOWN


def test_reports_still_open_past_their_day_count_against_the_unit(world: World) -> None:
    handled(told(world, "i tide", due=1))
    assert verdict(world, IN_TIME) is Verdict.MET
    told(world, "ikke ennå", due=3)
    assert verdict(world, IN_TIME) is Verdict.MET
    told(world, "for sen", due=-1)
    assert verdict(world, IN_TIME) is Verdict.PARTLY


def test_what_is_sealed_is_not_counted(world: World) -> None:
    record = told(world, "forseglet", due=-1)
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.SEALED)
    assert verdict(world, IN_TIME) is Verdict.UNKNOWN


def test_a_section_counts_for_the_department_above_it(world: World) -> None:
    told(world, "på laben", due=-1, unit="LAB")
    assert verdict(world, IN_TIME, "CHEM") is Verdict.NOT
    assert verdict(world, IN_TIME, "PHYS") is Verdict.UNKNOWN


def test_those_above_see_how_many_units_meet_it(world: World) -> None:
    handled(told(world, "i tide", due=1))
    told(world, "for sen", due=-1, unit="PHYS")
    assert verdict(world, IN_TIME, "FAC") is Verdict.PARTLY
    text = world.client("leader above").get("/evidence/?unit=FAC").content.decode()
    assert "1 of 2 units meet it." in text
    asked = page(world.actor("leader above"), code="FAC").asked
    assert asked is not None
    assert {each.place.code: each.found.verdict for each in at_units(asked, evidence[IN_TIME])} == {
        "CHEM": Verdict.MET,
        "PHYS": Verdict.NOT,
    }


def test_the_records_that_show_it_are_links_for_those_who_read_them(world: World) -> None:
    record = told(world, "for sen", due=-1)
    link = reverse("incidents:show", args=[record.pk])
    assert link in world.client("leader").get("/evidence/").content.decode()
    unread = world.client("colleague").get("/evidence/").content.decode()
    assert "0 of 1 reports were handled in time." in unread
    assert link not in unread
    assert record.number not in unread


def decided(world: World, title: str, *, due: int) -> Measure:
    measure = make.decided(world, told(world, title, due=30), title)
    Measure.objects.filter(pk=measure.pk).update(due_on=clock.today() + due * DAY)
    measure.refresh_from_db()
    return measure


def test_a_plan_without_measures_is_not_in_use(world: World) -> None:
    assert verdict(world, PLAN) is Verdict.NOT
    text = world.client("leader").get("/evidence/").content.decode()
    assert "Not met yet" in text


def test_a_plan_is_in_use_where_what_was_due_is_done(world: World) -> None:
    decided(world, "siden", due=20)
    assert verdict(world, PLAN) is Verdict.MET
    late = decided(world, "sen", due=-2)
    assert verdict(world, PLAN) is Verdict.NOT
    measures.complete(actor=world.actor("leader"), measure=late)
    assert verdict(world, PLAN) is Verdict.MET


def test_another_units_evidence_is_not_found(world: World) -> None:
    client = world.client("leader of sibling")
    assert client.get("/evidence/?unit=CHEM").status_code == 404
    assert client.get(f"/evidence/{IN_TIME}/?unit=CHEM").status_code == 404
    assert client.get("/evidence/?unit=PHYS").status_code == 200
    assert client.get("/evidence/?year=1999").status_code == 404
    assert client.get("/evidence/nothing.such/").status_code == 404


def test_a_year_in_which_the_unit_did_not_exist_says_so(world: World) -> None:
    with clock.at(dt.datetime(2022, 6, 1, 12, tzinfo=dt.UTC)):
        text = world.client("leader").get("/evidence/?unit=CHEM&year=2019").content.decode()
    assert "The unit did not exist then" in text


def test_the_file_has_codes_and_verdicts(world: World) -> None:
    told(world, "for sen", due=-1)
    lines = world.client("rector").get(f"/evidence/{IN_TIME}/units.csv").content.decode()
    assert "CHEM,Institutt for kjemi,not,0 of 1 reports were handled in time." in lines


def test_the_page_asks_as_much_however_many_units_and_records_there_are(world: World) -> None:
    client = world.client("rector")
    client.get("/evidence/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/evidence/")
    for unit in ("CHEM", "PHYS", "LAB"):
        for number in range(3):
            told(world, f"sak {number}", due=-number, unit=unit)
    with CaptureQueriesContext(connection) as many:
        client.get("/evidence/")
    assert len(many) <= len(few) + 1 <= 15

"""The reporter follows what becomes of the report, in plain words."""

from __future__ import annotations

import datetime as dt

from vern.control.incidents import services
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.measures.services import complete
from vern.core.records.models import Record


def steps(world: World, record: Record) -> list[tuple[str, str, str]]:
    page = world.client("reporter").get(f"/incidents/{record.pk}/")
    assert page.status_code == 200
    return [(each.title, each.text, each.state) for each in page.context["steps"]]


def test_before_anyone_has_started_what_comes_is_said(world: World) -> None:
    assert steps(world, make.told(world)) == [
        ("We received your report", "", "done"),
        ("Nobody has started on it yet", "", "now"),
        ("Someone starts working on it", "", "later"),
        ("You get an answer here", "", "later"),
    ]


def test_every_step_is_told_and_what_is_only_for_handlers_is_not(world: World) -> None:
    above, record = world.actor("leader above"), make.told(world)
    services.take_up(actor=above, record=record)
    services.assess(
        actor=above,
        record=record,
        assessment=services.Assessment(IncidentType.ACCIDENT, Severity(human_actual=Level.SOME)),
    )
    services.move(actor=above, record=record, unit=world.units["LAB"])
    measure = make.decided(world, record, "Bytt ventil", who="leader above")
    complete(actor=world.actor("leader"), measure=measure, comment="Per gjorde det")
    services.close(actor=above, record=record, message="Takk for hjelpen!")
    services.reopen(actor=above, record=record, reason="Hemmelig grunn")
    services.reject(actor=above, record=record, reason="Likevel ikke vår sak")
    assert steps(world, record) == [
        ("We received your report", "", "done"),
        ("Someone is working on it", "", "done"),
        ("Sent on to Seksjon for syntese", "", "done"),
        ("Decided: Plan: Bytt ventil", "", "done"),
        ("Done: Plan: Bytt ventil", "", "done"),
        ("Handled. The answer to you", "Takk for hjelpen!", "done"),
        ("Opened again", "", "done"),
        ("Not taken further. The reason", "Likevel ikke vår sak", "done"),
    ]
    page = world.client("reporter").get(f"/incidents/{record.pk}/").content.decode()
    for secret in ("Hemmelig grunn", "Per gjorde det", "Some danger", "Leader above Prøve"):
        assert secret not in page
    assert "Leader of lab Prøve, leader of Seksjon for syntese" in page


def test_each_step_has_its_date(world: World) -> None:
    with clock.at(dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)):
        record = make.told(world)
    with clock.at(dt.datetime(2026, 3, 4, 7, 5, tzinfo=dt.UTC)):
        services.take_up(actor=world.actor("leader"), record=record)
    page = world.client("reporter").get(f"/incidents/{record.pk}/").content.decode()
    assert "1\u00a0March 2026 at\u00a013:30" in page
    assert "4\u00a0March 2026 at\u00a008:05" in page


def test_a_day_without_a_clock_time_is_shown_without_one(world: World) -> None:
    record = make.told(world, happened_at=dt.datetime(2026, 2, 28, 23, 0, tzinfo=dt.UTC))
    page = world.client("reporter").get(f"/incidents/{record.pk}/")
    assert page.context["happened"] == "1\u00a0March 2026"

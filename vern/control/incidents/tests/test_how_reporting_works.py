"""The HSE department sees whether reporting is easy, and decides its rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.control.incidents.models import Channel, Incident, ReportingPolicy
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.org.models import RoleKey
from vern.core.records.models import Record, Sensitivity

URL = "/report/how/"
NOON = dt.datetime(2026, 3, 12, 11, 0, tzinfo=dt.UTC)


def told(world: World, seconds: int | None, **more: Any) -> Record:
    return make.told(world, f"{seconds}", seconds_to_send=seconds, **more)


def test_the_median_and_the_months_are_shown(world: World) -> None:
    with clock.at(NOON - dt.timedelta(days=400)):
        told(world, 600)
    with clock.at(NOON - dt.timedelta(days=40)):
        told(world, 30)
        told(world, 50, solved_at_once=True)
    with clock.at(NOON):
        for seconds in (130, 120, 140, 110, 150):
            told(world, seconds)
        told(world, None)
        page = world.client("hse").get(URL)
    working = page.context["working"]
    assert (working.sent, working.measured, working.solved) == (8, 7, 1)
    assert working.takes == "2 min 0 s"
    assert working.share_under_a_minute == 29
    assert [(each.first, each.sent, each.takes) for each in working.months[:3]] == [
        (dt.date(2026, 3, 1), 6, "2 min 10 s"),
        (dt.date(2026, 2, 1), 0, ""),
        (dt.date(2026, 1, 1), 2, "too few"),
    ]
    assert len(working.months) == 12
    assert working.months[-1].first == dt.date(2025, 4, 1)
    assert "2 min 0 s" in page.content.decode()


def test_of_fewer_than_five_no_time_is_told(world: World) -> None:
    for _ in range(4):
        told(world, 30)
    page = world.client("hse").get(URL)
    assert page.context["working"].takes == "too few"
    assert "Too few times are known" in page.content.decode()
    assert "30 seconds" not in page.content.decode()
    told(world, 30)
    assert world.client("hse").get(URL).context["working"].takes == "30 seconds"


def test_where_nothing_is_known_nothing_is_claimed(world: World) -> None:
    page = world.client("hse").get(URL)
    assert page.context["working"].takes == ""
    assert "sent within a minute" not in page.content.decode()


def test_what_was_handed_over_as_whistleblowing_is_not_counted(world: World) -> None:
    record = told(world, 30)
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.SEALED)
    assert world.client("hse").get(URL).context["working"].sent == 0


@pytest.mark.parametrize("who", ["reporter", "leader", "safety rep", "rector"])
def test_it_is_for_the_hse_department(world: World, who: str) -> None:
    assert world.client(who).get(URL).status_code == 403


def test_of_a_faculty_one_sees_its_own_and_decides_nothing(world: World) -> None:
    world.people["hse at faculty"] = make.person("hse at faculty")
    make.put(world, "hse at faculty", RoleKey.HSE_DEPARTMENT, "ARTS")
    told(world, 30)
    for _ in range(5):
        told(world, 90, unit="ARTS")
    client = world.client("hse at faculty")
    page = client.get(URL)
    assert page.context["working"].takes == "90 seconds"
    assert "url_whistleblowing" not in page.content.decode()
    assert client.post(URL, decided()).status_code == 403
    assert not ReportingPolicy.objects.filter(nameless_allowed=False).exists()


def decided(**changes: Any) -> dict[str, Any]:
    addresses = {
        f"url_{each.key}": each.url for each in Channel.objects.exclude(url="").order_by("key")
    }
    return {"days_to_close": "45", "days_to_object": "7", **addresses, **changes}


def test_the_rules_are_decided_and_written_down(world: World) -> None:
    client = world.client("hse")
    changes = {"url_building": "https://drift.universitetet.no/meld", "url_students": ""}
    assert client.post(URL, decided(**changes)).status_code == 302
    policy = ReportingPolicy.objects.get()
    assert not policy.nameless_allowed
    assert (policy.days_to_close, policy.days_to_object) == (45, 7)
    assert Channel.objects.get(key="building").url == "https://drift.universitetet.no/meld"
    reporter = world.client("reporter")
    away = reporter.get("/report/elsewhere/building/").content.decode()
    assert "https://drift.universitetet.no/meld" in away
    assert "studentombud" not in reporter.get("/report/").content.decode()
    line = HistoryLine.objects.get(verb="incident.steered")
    assert line.actor == world.people["hse"]
    assert line.unit == world.units["UNI"]
    assert line.facts["channels"] == "building,students"
    client.post(URL, decided(**changes))
    assert HistoryLine.objects.filter(verb="incident.steered").count() == 1
    client.post(URL, decided(url_students="https://si-ifra.example/", nameless_allowed="on"))
    assert Channel.objects.get(key="students").offered
    assert ReportingPolicy.objects.get().nameless_allowed


def test_new_reports_get_the_new_deadline(world: World) -> None:
    world.client("hse").post(URL, decided(nameless_allowed="on"))
    record = make.told(world)
    assert record.due_on == clock.today() + dt.timedelta(days=45)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days_to_close": "0"}, "days_to_close"),
        ({"days_to_close": ""}, "days_to_close"),
        ({"days_to_object": "91"}, "days_to_object"),
        ({"url_building": "javascript:alert(1)"}, "url_building"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    answer = world.client("hse").post(URL, decided(**changes))
    assert field in answer.context["form"].errors
    assert not HistoryLine.objects.filter(verb="incident.steered").exists()


def test_this_system_cannot_be_sent_elsewhere(world: World) -> None:
    world.client("hse").post(URL, decided(url_hse="https://elsewhere.example/"))
    assert Channel.objects.get(key="hse").url == ""


def test_the_page_costs_at_most_fifteen_queries(
    world: World, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    told(world, 30)
    client = world.client("hse")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(URL)
    assert Incident.objects.count() == 1

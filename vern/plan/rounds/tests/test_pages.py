"""Rounds on pages: what each reader sees and may do."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day as day_in_words
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.measures.services import decide
from vern.core.records.models import Record
from vern.plan.rounds.models import Checkpoint, Finding, Participant, Round, Wish
from vern.plan.rounds.rules import Outcome, RoundState, Verdict
from vern.plan.rounds.services import mapping, planning
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World

MOST = 15


def page(record: Record, name: str = "") -> str:
    return f"/rounds/{record.pk}/{name}"


def walk(record: Record) -> str:
    return f"/rounds/walk/?round={record.pk}"


def state(record: Record) -> str:
    return str(Round.objects.get(pk=record.pk).state)


def test_a_leader_plans_a_round_with_a_unit_and_a_day(world: World) -> None:
    client = world.client("leader")
    day = clock.today() + dt.timedelta(days=10)
    given = {"unit": world.units["DEP"].pk, "day": day.isoformat(), "key": str(uuid4())}
    assert "DEP" in client.get("/rounds/new/").content.decode()
    answers = [client.post("/rounds/new/", given) for _time in range(2)]
    record = Record.objects.get(kind="round")
    assert {each.headers["Location"] for each in answers} == {page(record, "plan/")}
    assert "Cleaning and order" in client.get(page(record, "plan/")).content.decode()


def test_a_round_cannot_be_planned_where_one_does_not_lead(world: World) -> None:
    given = {
        "unit": world.units["SIDE"].pk,
        "day": clock.today().isoformat(),
        "key": str(uuid4()),
    }
    answer = world.client("leader").post("/rounds/new/", given)
    assert "Choose a unit where you may hold rounds." in answer.content.decode()
    assert not Record.objects.filter(kind="round").exists()


def filled(record: Record, **other: object) -> dict[str, object]:
    round_ = Round.objects.get(pk=record.pk)
    return {
        "day": round_.day.isoformat(),
        "themes": [each.pk for each in round_.themes.all()],
        "areas": f"{make.LAB}\nCellar",
        **other,
    }


def test_the_plan_is_saved_as_one_fills_it_in_and_says_so(world: World) -> None:
    record = make.planned(world)
    client = world.client("leader")
    answer = client.post(
        page(record, "plan/"), filled(record, meet="At the door"), headers={"HX-Request": "true"}
    )
    assert "Saved at" in answer.content.decode()
    assert Round.objects.get(pk=record.pk).meet == "At the door"
    answer = client.post(
        page(record, "plan/"), filled(record, day=""), headers={"HX-Request": "true"}
    )
    assert "Choose a day." in answer.content.decode()


def test_the_same_plan_is_saved_by_the_button_and_nothing_typed_is_lost_if_it_is_wrong(
    world: World,
) -> None:
    record = make.planned(world)
    client = world.client("leader")
    wrong = client.post(page(record, "plan/"), filled(record, areas="x" * 101, meet="Here"))
    assert "is too long" in wrong.content.decode()
    assert "Here" in wrong.content.decode()
    assert client.post(page(record, "plan/"), filled(record)).status_code == 302
    round_ = Round.objects.get(pk=record.pk)
    assert [each.name for each in round_.areas.all()] == [make.LAB, "Cellar"]


def test_someone_is_found_by_name_and_asked_to_take_part(world: World) -> None:
    record, client = make.planned(world), world.client("leader")
    text = client.get(page(record, "people/") + "?q=Sibling").content.decode()
    assert "Ask to take part" in text
    given = {"person": world.people["sibling"].pk, "part": "other"}
    client.post(page(record, "people/add/"), given)
    assert world.client("sibling").get(page(record)).status_code == 200
    client.post(page(record, "people/remove/"), given)
    assert world.client("sibling").get(page(record)).status_code == 404


def test_everyone_at_the_unit_says_what_to_look_at_and_others_do_not_get_there(
    world: World,
) -> None:
    record = make.planned(world)
    for who, status in {"employee": 200, "below": 200, "student": 200, "sibling": 404}.items():
        assert world.client(who).get(page(record, "for-all/")).status_code == status, who
    given = {"text": "It is dark by the door", "place": "Entrance", "key": str(uuid4())}
    for _time in range(2):
        world.client("employee").post(page(record, "for-all/"), given)
    assert Wish.objects.get(round=record.pk).person == world.people["employee"]
    assert "It is dark by the door" in world.client("leader").get(page(record)).content.decode()


def main_button(world: World, who: str, record: Record) -> str:
    """Where the page's main button leads, as the page's address goes on."""
    text = world.client(who).get(page(record)).content.decode()
    found = re.findall(r'data-variant="primary" href="([^"]*)"', text.partition("<main")[2])
    return " ".join(each.removeprefix(page(record)) for each in found)


def test_before_its_day_a_round_is_prepared_and_starting_it_is_folded_away(world: World) -> None:
    record = make.planned(world)
    assert main_button(world, "leader", record) == "ask/"
    assert main_button(world, "rep", record) == "bring/"
    planning.ask_everyone(actor=world.actor("leader"), record=record, until=clock.today())
    assert main_button(world, "leader", record) == "bring/"
    text = world.client("leader").get(page(record)).content.decode()
    folded = text.partition("Walk it already today?")[2].partition("</details>")[0]
    assert day_in_words(Round.objects.get(pk=record.pk).day) in folded
    assert walk(record) in folded
    assert text.count(walk(record)) == 1


@pytest.mark.parametrize("days", [0, 3])
def test_on_its_day_and_later_the_main_button_starts_the_walk(world: World, days: int) -> None:
    record = make.planned(world, days=0)
    with clock.at(clock.now() + dt.timedelta(days=days)):
        assert main_button(world, "leader", record) == walk(record)
        assert main_button(world, "rep", record) == walk(record)


def test_an_empty_wish_says_what_is_missing(world: World) -> None:
    record = make.planned(world)
    answer = world.client("employee").post(page(record, "for-all/"), {"key": str(uuid4())})
    assert "Write what should be looked at." in answer.content.decode()


def test_those_who_are_told_of_a_round_do_not_read_it_before_it_is_signed(world: World) -> None:
    record = make.walked(world)
    client = world.client("employee")
    assert client.get(page(record)).status_code == 404
    assert "Boxes everywhere" not in client.get(page(record, "for-all/")).content.decode()
    make.settle(world, record)
    make.sign(world, record)
    text = client.get(page(record, "for-all/")).content.decode()
    assert "Boxes everywhere" in text
    assert "We move in May." in text


@pytest.mark.parametrize("name", ["plan/", "people/", "ask/", "call-off/"])
def test_who_takes_part_reads_the_plan_and_does_not_change_it(world: World, name: str) -> None:
    record = make.planned(world)
    assert world.client("rep").get(page(record)).status_code == 200
    assert world.client("rep").get(page(record, name)).status_code == 403
    assert world.client("leader").get(page(record, name)).status_code == 200


def finding_page(record: Record, name: str = "") -> str:
    return page(record, f"findings/{make.only_finding(record).pk}/{name}")


def test_a_finding_becomes_a_measure_from_its_page(world: World) -> None:
    record, client = make.walked(world), world.client("leader")
    assert "Decide a measure" in client.get(finding_page(record)).content.decode()
    form = client.get(finding_page(record, "measure/") + "?to=maintenance").content.decode()
    assert "Lab 2: Boxes everywhere" in form
    assert 'measure/?to=maintenance"' in form  # where the form goes
    given = {
        "title": "Tidy",
        "responsible": f"u{world.units['DEP'].pk}",
        "due_on": (clock.today() + dt.timedelta(days=20)).isoformat(),
        "type": "corrective",
        "priority": 2,
        "timing": "day",
    }
    for _time in range(2):
        answer = client.post(finding_page(record, "measure/") + "?to=maintenance", given)
        assert answer.status_code == 302, answer.content.decode()
    assert Measure.objects.filter(origin=record).count() == 1
    assert MaintenanceOrder.objects.count() == 1
    assert make.only_finding(record).outcome == Outcome.MAINTENANCE


def test_not_now_without_a_reason_says_so_by_the_field(world: World) -> None:
    record, client = make.walked(world), world.client("leader")
    answer = client.post(finding_page(record), {"outcome": "not_now", "reason": ""})
    assert "Write why not." in answer.content.decode()
    client.post(finding_page(record), {"outcome": "not_now", "reason": "We move."})
    assert make.only_finding(record).reason == "We move."


def test_who_only_reads_a_finding_decides_nothing(world: World) -> None:
    record = make.walked(world)
    assert world.client("rep").get(finding_page(record)).status_code == 200
    given = {"outcome": "not_now", "reason": "No."}
    assert world.client("rep").post(finding_page(record), given).status_code == 403
    assert world.client("rep").get(finding_page(record, "measure/")).status_code == 403
    assert make.only_finding(record).outcome == ""


def test_the_leader_and_the_representative_sign_on_the_page_and_nobody_else(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    for who, by in (
        ("rep", "leader"),
        ("dean", "leader"),
        ("coordinator", "leader"),
        ("leader", "representative"),
    ):
        answer = world.client(who).post(page(record, "sign/"), {"by": by})
        assert answer.status_code == 403, who
    assert "Sign as leader" in world.client("leader").get(page(record)).content.decode()
    world.client("leader").post(page(record, "sign/"), {"by": "leader"})
    world.client("rep").post(page(record, "sign/"), {"by": "representative"})
    assert state(record) == RoundState.SIGNED


@pytest.mark.parametrize(
    ("name", "begins"), [("", b"<!DOCTYPE"), ("pdf/", b"%PDF"), ("word/", b"PK")]
)
def test_the_report_is_a_page_a_pdf_and_a_word_file(world: World, name: str, begins: bytes) -> None:
    record = make.signed(world)
    answer = world.client("rep").get(page(record, f"report/{name}"))
    assert answer.content.startswith(begins)
    assert world.client("sibling_leader").get(page(record, f"report/{name}")).status_code == 404


def test_the_report_says_what_was_found_and_why_it_is_not_done(world: World) -> None:
    text = world.client("rep").get(page(make.signed(world), "report/")).content.decode()
    signed = [world.people[each].name for each in ("leader", "rep")]
    for said in ("Boxes everywhere", "Not now", "We move in May.", *signed):
        assert said in text


def test_a_finding_that_came_back_says_so(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=200)):
        make.walked(world)
    record = make.walked(world)
    assert "Found before, on" in world.client("leader").get(page(record)).content.decode()


def test_what_to_bring_names_what_the_last_round_left_open(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=200)):
        make.signed(world)
    text = world.client("leader").get(page(make.planned(world), "bring/")).content.decode()
    assert "The report of the last round" in text
    assert "Put off" in text


def test_who_takes_part_in_this_round_alone_does_not_read_the_last_one(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=200)):
        last = make.signed(world)
    record, leader = make.planned(world), world.actor("leader")
    plan = make.a_plan(world, "Tidy the lab")
    decide(actor=leader, record=last, plan=plan)
    planning.add_participant(
        actor=leader, record=record, person=world.people["sibling"], part=Participant.As.OTHER
    )
    client = world.client("sibling")
    text = client.get(page(record, "bring/")).content.decode()
    assert plan.plan_text not in text
    assert plan.plan_text in world.client("leader").get(page(record, "bring/")).content.decode()
    assert "The report of the last round" not in text
    assert "Put off" not in text
    assert client.get(page(last)).status_code == 404


def test_the_list_says_which_unit_has_no_round_this_year(world: World) -> None:
    text = world.client("leader").get("/rounds/").content.decode()
    assert "No round this year yet" in text
    make.planned(world, days=0)
    assert "No round this year yet" not in world.client("leader").get("/rounds/").content.decode()
    assert "No rounds yet" in world.client("sibling").get("/rounds/").content.decode()


def large(world: World) -> Record:
    """Many points, findings, photos and wishes."""
    record = make.planned(world, areas=tuple(f"Room {n}" for n in range(10)))
    keys = [each.key for each in Checkpoint.objects.all()[:20]]
    marks = [
        make.mark(record, Verdict.IMPROVE if i % 2 else Verdict.FINE, where=f"Room {n}", at=key)
        for n in range(10)
        for i, key in enumerate(keys)
    ]
    make.note(world, record, *marks)
    for each in marks[:3]:
        mapping.photograph(
            actor=world.actor("leader"),
            record=record,
            key=uuid4(),
            mark_key=each.key,
            new=make.photo(),
        )
    return record


def questions(world: World, who: str, url: str) -> int:
    client = world.client(who)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200, url
    return len(found)


def test_pages_ask_as_much_of_the_database_whatever_was_noted(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=200)):
        make.signed(world)
    small, big = make.planned(world), large(world)
    make.note(world, small, make.mark(small))
    urls = ("", "walk/data/", "for-all/", "report/", "plan/", "people/")
    for step in (None, mapping.finish, make.settle):
        for record in (small, big) if step else ():
            if step is mapping.finish:
                mapping.finish(actor=world.actor("leader"), record=record)
            else:
                make.settle(world, record)
        for name in urls:
            few, many = (
                (questions(world, "leader", page(each, name)) for each in (small, big))
                if not (name == "walk/data/" and step)
                else (0, 0)
            )
            assert many <= MOST, (name, many)
            assert many <= few + 1, (name, few, many)
    for url in (
        "/rounds/",
        page(make.planned(world)),
        page(make.planned(world), "bring/"),
        walk(make.planned(world)),
    ):
        assert questions(world, "leader", url) <= MOST, url
    one = Finding.objects.filter(round=big.pk).first()
    assert one is not None
    assert questions(world, "leader", page(big, f"findings/{one.pk}/")) <= MOST

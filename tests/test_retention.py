"""What has been kept for long enough is shown, approved and erased; nothing of it is left anywhere,
and no figure changes."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pytest_django import Settings

from tests.erasing import LESSON, PLAN, WORD, full_report, where_it_stands
from vern.control.incidents import services as incidents
from vern.control.incidents.models import Answer, Incident
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.history.sealing import seal
from vern.core.kernel import clock
from vern.core.kernel.editable import content_kinds
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.org.tree import tree_on
from vern.core.records import services as records
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record
from vern.core.records.retention import retention_kinds
from vern.hub.content.services import change
from vern.hub.figures.ports import Question, figures
from vern.hub.retention import erasing, listing, queries, services
from vern.hub.retention.models import Hold, Item, Rule, Run
from vern.hub.search.indexing import catch_up
from vern.site.commands import verify

THEN = dt.datetime(2024, 5, 6, 10, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
RULES = content_kinds["retention.rules"]
INDEX = reverse("retention:index")


def make_world() -> World:
    """Two people of the HSE department, and the reception."""
    with clock.at(THEN):
        world = make.world()
        for who, role in (
            ("hse two", RoleKey.HSE_DEPARTMENT),
            ("reception", RoleKey.WHISTLEBLOWING_RECEPTION),
        ):
            world.people[who] = make.person(who)
            make.put(world, who, role, "UNI")
    return world


shared_world = once_per_module(make_world)


@pytest.fixture(autouse=True)
def _now(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VERN_HISTORY_HEADS = tmp_path / "heads.jsonl"
    with clock.at(NOW):
        yield


@pytest.fixture
def world(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


@pytest.fixture
def record(world: World) -> Record:
    with clock.at(THEN):
        return full_report(world)


def closed(world: World, text: str = "Noe falt.", *, at: dt.datetime = THEN) -> Record:
    """A report that was closed then."""
    with clock.at(at):
        found = make.told(world, text)
        incidents.close(
            actor=world.actor("leader"),
            record=found,
            message="Takk.",
            no_measures_reason="Rettet.",
        )
    found.refresh_from_db()
    return found


def decide(world: World, months: int = 12, key: str = "incident_reports") -> None:
    said = {"months": months, "decided_by": "HMS-sjefen, 2026/123"}
    change(actor=world.actor("hse"), kind=RULES, key=key, values=said)


def made(world: World) -> Run:
    run = services.prepare(actor=world.actor("hse"))
    listing.fill(run_id=run.pk)
    run.refresh_from_db()
    return run


def approved(world: World, run: Run | None = None) -> Run:
    """By as many as it takes."""
    run = run or made(world)
    for who in ("hse", "hse two"):
        if services.approve(actor=world.actor(who), run=run, digest=run.digest):
            break
    run.refresh_from_db()
    assert run.state == Run.State.APPROVED
    return run


def a_day_later() -> Any:
    return clock.at(NOW + dt.timedelta(days=1, minutes=1))


Callbacks = Callable[..., Any]


def erase(callbacks: Callbacks) -> int:
    """As the job does, a day after the approval, with what follows a commit."""
    with a_day_later(), callbacks(execute=True):
        return erasing.erase_what_is_due()


# What is left of it -----------------------------------------------------------------------------


def test_nothing_of_an_erased_case_stands_in_any_table_or_file(
    world: World,
    record: Record,
    django_capture_on_commit_callbacks: Callbacks,
    capsys: pytest.CaptureFixture[str],
) -> None:
    catch_up()
    seal()
    before = where_it_stands()
    assert before >= {
        *("records_record", "incidents_incident", "incidents_closure", "incidents_workstop"),
        *("incidents_objection", "incidents_rootcause", "incidents_inquiry", "incidents_lesson"),
        *("talk_comment", "files_attachment", "measures_measure", "measures_occurrence"),
        *("history_textversion", "search_entry", "files"),
    }, "the word is looked for where it is"
    decide(world)
    approved(world)
    assert erase(django_capture_on_commit_callbacks) == 1
    catch_up()
    assert where_it_stands() == set()
    assert where_it_stands(PLAN) >= {"measures_measure"}, "the plan's own words stay"
    assert where_it_stands(LESSON) == {"incidents_lesson", "search_entry"} or (
        "incidents_lesson" in where_it_stands(LESSON)
    )
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    seal()
    assert verify.check(parser.parse_args([])) == 0, capsys.readouterr().out


def test_nobody_takes_part_in_an_erased_case(
    world: World, record: Record, django_capture_on_commit_callbacks: Callbacks
) -> None:
    decide(world)
    approved(world)
    erase(django_capture_on_commit_callbacks)
    record.refresh_from_db()
    assert not Party.objects.filter(record=record).exists()
    assert record.owner is None
    assert list(record.incident.closures.values_list("by", flat=True)) == [None]
    assert not record.notices.exists()
    people = ("responsible", "decided_by", "done_by")
    done, going_on = record.measures.order_by("pk").values(*people, "title", "responsible_unit")
    assert [done[each] for each in people] == [None, None, None]
    assert done["responsible_unit"] == world.units["CHEM"].pk
    assert done["title"] == going_on["title"] == PLAN
    assert going_on["responsible"] == world.people["colleague"].pk, "it is still to be done"


def test_no_figure_changes(
    world: World, record: Record, django_capture_on_commit_callbacks: Callbacks
) -> None:
    Incident.objects.filter(pk=record.pk).update(human_actual=2, human_potential=3)

    def counted() -> dict[str, Any]:
        day = dt.date(2024, 12, 31)
        question = Question(2024, day, tree_on(day))
        return {each.key: list(each.rows(question)) for each in figures}

    before = counted()
    assert any(row.get("events") for row in before["incidents.totals"]), "it is counted"
    decide(world)
    approved(world)
    assert erase(django_capture_on_commit_callbacks) == 1
    assert counted() == before


def test_its_page_says_so_and_nothing_more_can_be_done_to_it(
    world: World, record: Record, django_capture_on_commit_callbacks: Callbacks
) -> None:
    decide(world)
    approved(world)
    erase(django_capture_on_commit_callbacks)
    leader = world.client("leader")
    page = leader.get(reverse("incidents:show", args=[record.pk]))
    assert "was erased on 3 November 2026" in page.content.decode()
    for name in ("reopen", "similar", "comment", "strike"):
        assert leader.get(reverse(f"incidents:{name}", args=[record.pk])).status_code == 404, name
    assert leader.get(reverse("incidents:list")).status_code == 200
    reporter = world.client("reporter")
    assert reporter.get(reverse("incidents:show", args=[record.pk])).status_code == 404
    with pytest.raises(Refused):
        incidents.reopen(actor=world.actor("leader"), record=record, reason="Igjen.")
    with pytest.raises(Refused):
        dialogue.write_to_reporter(actor=world.actor("leader"), record=record, text="Hei.")
    line = HistoryLine.objects.filter(record=record).latest("pk")
    assert (line.verb, line.actor_id, line.facts["rule"]) == (
        "record.erased",
        None,
        "incident_reports",
    )


def test_a_lesson_is_still_read_and_can_still_be_withdrawn(
    world: World, record: Record, django_capture_on_commit_callbacks: Callbacks
) -> None:
    decide(world)
    approved(world)
    erase(django_capture_on_commit_callbacks)
    lesson = record.incident.lessons.get()
    url = reverse("incidents:lesson", args=[lesson.pk])
    assert LESSON in world.client("colleague").get(url).content.decode()
    world.client("leader").post(reverse("incidents:withdraw_lesson", args=[lesson.pk]))
    assert not record.incident.lessons.exists()


def test_words_in_confidence_go_too(
    world: World, django_capture_on_commit_callbacks: Callbacks
) -> None:
    with clock.at(THEN):
        record = make.told(world, f"{WORD} på jobb.")
        leader, reception = world.actor("leader"), world.actor("reception")
        incidents.hand_over(actor=leader, record=record, reason=f"{WORD} i loven")
        dialogue.write_to_reporter(actor=reception, record=record, text=f"{WORD} hvem?")
        incidents.finish(actor=reception, record=record, message=WORD, reason=f"{WORD} undersøkt")
    assert "talk_confidence" in where_it_stands()
    decide(world, key="incident_whistleblowing")
    run = made(world)
    text = world.client("hse").get(reverse("retention:run", args=[run.pk])).content.decode()
    assert "1 more is for others to see" in text
    assert record.number not in text
    approved(world, run)
    assert erase(django_capture_on_commit_callbacks) == 1
    assert where_it_stands() == set()


# Which ones -------------------------------------------------------------------------------------


def test_until_somebody_decides_nothing_is_ever_erased(world: World, record: Record) -> None:
    assert {each.months for each in Rule.objects.all()} == {0}
    with pytest.raises(Refused, match="Nobody has decided"):
        services.prepare(actor=world.actor("hse"))
    listing.make_by_itself()
    assert not Run.objects.exists()


def test_every_kind_of_record_says_how_long_it_is_kept() -> None:
    assert {each.key for each in kinds} == {each.of for each in retention_kinds}
    for each in retention_kinds:
        assert each.source
        assert each.candidates is None or (each.goes and each.stays)


def test_only_what_is_over_and_old_enough_is_listed(world: World) -> None:
    due = closed(world, "Gammel.")
    closed(world, "Ny.", at=NOW - dt.timedelta(days=300))
    hurt = closed(world, "Skadet.")
    Incident.objects.filter(pk=hurt.pk).update(injury=Answer.YES)
    to_do = closed(world, "Tiltak.")
    held = closed(world, "Krav.")
    services.hold(actor=world.actor("hse"), record=held, reason="Et krav")
    with clock.at(THEN):
        make.told(world, "Åpen.")
        measure = make.decided(world, Record.objects.latest("pk"))
    Measure.objects.filter(pk=measure.pk).update(origin=to_do)
    decide(world)
    run = made(world)
    assert [each.record for each in run.items.all()] == [due]
    assert run.rules["incident_reports"]["count"] == 1
    assert run.rules["incident_reports"]["of"] == 2


def test_a_rule_has_somebody_who_decided_it_and_is_no_shorter_than_may_be(world: World) -> None:
    with pytest.raises(Refused, match="At least 60"):
        decide(world, 59, "incident_injuries")
    with pytest.raises(Refused, match="who has decided"):
        change(
            actor=world.actor("hse"),
            kind=RULES,
            key="incident_reports",
            values={"months": 24, "decided_by": " "},
        )


# Who approves -----------------------------------------------------------------------------------


def test_a_large_part_asks_for_two_people_and_a_small_one_for_one(world: World) -> None:
    for number in range(25):
        closed(world, f"Ny {number}.", at=NOW - dt.timedelta(days=30))
    closed(world)
    decide(world)
    hse, other = world.actor("hse"), world.actor("hse two")
    small = made(world)
    assert services.approve(actor=hse, run=small, digest=small.digest)
    services.stop(actor=hse, run=small)
    closed(world, "En til.")
    large = made(world)
    assert large.two
    assert not services.approve(actor=hse, run=large, digest=large.digest)
    with pytest.raises(Refused, match="Somebody else"):
        services.approve(actor=hse, run=large, digest=large.digest)
    assert services.approve(actor=other, run=large, digest=large.digest)


def test_a_list_that_is_not_the_one_that_was_seen_is_not_approved(world: World) -> None:
    closed(world)
    decide(world)
    run = made(world)
    with pytest.raises(Refused, match="not the one"):
        services.approve(actor=world.actor("hse"), run=run, digest="0" * 64)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE retention_item SET record_id = record_id",
        "DELETE FROM retention_item",
        "DELETE FROM retention_run",
    ],
)
def test_the_application_cannot_change_what_is_on_a_list(world: World, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_list_that_grew_after_it_was_approved_is_stopped(
    world: World, django_capture_on_commit_callbacks: Callbacks
) -> None:
    closed(world)
    decide(world)
    run = approved(world)
    smuggled = closed(world, "Ny.", at=NOW - dt.timedelta(days=3))
    Item.objects.create(run=run, record=smuggled, rule="incident_reports", closed_at=clock.now())
    assert erase(django_capture_on_commit_callbacks) == 0
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED


def test_nothing_is_erased_before_a_day_has_passed_nor_after_it_is_stopped(
    world: World, django_capture_on_commit_callbacks: Callbacks
) -> None:
    closed(world)
    decide(world)
    run = approved(world)
    assert erasing.erase_what_is_due() == 0
    services.stop(actor=world.actor("hse two"), run=run)
    assert erase(django_capture_on_commit_callbacks) == 0
    assert not Record.objects.filter(erased_at__isnull=False).exists()


# While it is erased -----------------------------------------------------------------------------


def test_what_is_held_opened_again_or_kept_longer_meanwhile_stays(
    world: World, django_capture_on_commit_callbacks: Callbacks
) -> None:
    held, opened, gone = (closed(world, f"{number}.") for number in range(3))
    decide(world)
    run = approved(world)
    services.hold(actor=world.actor("hse"), record=held, reason="Et krav")
    incidents.reopen(actor=world.actor("leader"), record=opened, reason="Igjen.")
    assert erase(django_capture_on_commit_callbacks) == 1
    kept = dict(run.items.values_list("record", "kept"))
    assert kept == {held.pk: "held", opened.pk: "changed", gone.pk: ""}
    run.refresh_from_db()
    assert run.state == Run.State.DONE


def test_a_rule_that_was_made_longer_after_the_approval_holds(
    world: World, django_capture_on_commit_callbacks: Callbacks
) -> None:
    closed(world)
    decide(world)
    run = approved(world)
    decide(world, 240)
    assert erase(django_capture_on_commit_callbacks) == 0
    assert run.items.get().kept == "not_due"


def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(
    world: World,
    django_capture_on_commit_callbacks: Callbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when the process dies in between: each case is whole, or gone."""
    three = [closed(world, f"{number}.") for number in range(3)]
    decide(world)
    run = approved(world)
    forget = records.erase

    def dies(record: Record) -> None:
        if record.pk == three[1].pk:
            raise RuntimeError
        forget(record)

    with monkeypatch.context() as patched:
        patched.setattr(records, "erase", dies)
        assert erase(django_capture_on_commit_callbacks) == 2
    run.refresh_from_db()
    assert run.state == Run.State.APPROVED
    assert Incident.objects.get(pk=three[1].pk).description == "1.", "all of it is undone"
    assert erase(django_capture_on_commit_callbacks) == 1
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert queries.progress(run).erased == 3


# Pages ------------------------------------------------------------------------------------------


def posted(client: AuditedClient, name: str, *args: int, **data: str) -> Any:
    return client.post(reverse(f"retention:{name}", args=args), data)


def test_the_department_sees_counts_and_cases_approves_and_stops(world: World) -> None:
    record = closed(world, "En tittel som ingen trenger å lese.")
    decide(world, 24)
    client = world.client("hse")
    assert "2 years after it was closed" in client.get(INDEX).content.decode()
    run = made(world)
    page = client.get(reverse("retention:run", args=[run.pk])).content.decode()
    assert "1 case of 1 that are closed would be erased" in page
    assert record.number in page
    assert record.title not in page
    refused = posted(client, "approve", run.pk, digest=run.digest)
    assert "Tick this when you have looked" in refused.content.decode()
    posted(client, "approve", run.pk, digest=run.digest, looked="on")
    run.refresh_from_db()
    assert run.approved_by == world.people["hse"]
    posted(client, "stop", run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED
    verbs = HistoryLine.objects.filter(verb__startswith="retention.").order_by("pk")
    assert [each.verb for each in verbs] == [
        f"retention.{each}" for each in ("prepared", "approved", "stopped")
    ]


def test_two_clicks_make_one_list(world: World) -> None:
    closed(world)
    decide(world)
    client = world.client("hse")
    posted(client, "prepare")
    posted(client, "prepare")
    assert Run.objects.count() == 1


def test_a_case_is_held_with_a_reason_and_let_go_again(world: World) -> None:
    record, client = closed(world), world.client("hse")
    wrong = posted(client, "hold", number="AVV-2024-99999", reason="Et krav")
    text = wrong.content.decode()
    assert "You see no case with this number" in text
    assert "Et krav" in text, "nothing typed is lost"
    posted(client, "hold", number=record.number.lower(), reason="Et krav")
    held = Hold.objects.get()
    assert "Et krav" in client.get(INDEX).content.decode()
    again = posted(client, "hold", number=record.number, reason="Et krav")
    assert "held already" in again.content.decode()
    posted(client, "lift", held.pk)
    held.refresh_from_db()
    assert held.lifted_by == world.people["hse"]


def test_the_reception_holds_its_own_matters_and_decides_nothing(world: World) -> None:
    with clock.at(THEN):
        sealed = make.told(world)
        incidents.hand_over(actor=world.actor("leader"), record=sealed, reason="Lov")
    reception, hse = world.client("reception"), world.client("hse")
    assert posted(hse, "hold", number=sealed.number, reason="Ja").status_code == 200
    posted(reception, "hold", number=sealed.number, reason="Saken går videre")
    assert Hold.objects.get().record == sealed
    assert "Saken går videre" not in hse.get(INDEX).content.decode()
    assert posted(hse, "lift", Hold.objects.get().pk).status_code == 404
    assert posted(reception, "prepare").status_code == 403


def test_the_monthly_list_is_told_of_and_a_page_costs_few_questions(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        closed(world, f"{number}.")
    decide(world)
    listing.make_by_itself()
    run = Run.objects.get()
    told = world.people["hse two"].notices.get(kind="retention.prepared")
    assert told.facts == {"run": run.pk, "count": 8}
    client = world.client("hse")
    assert "is ready" in client.get(reverse("notices:mine")).content.decode()
    for url in (INDEX, reverse("retention:run", args=[run.pk])):
        client.get(url)
        with django_assert_max_num_queries(15):
            client.get(url)
    assert SYSTEM.person_id is None

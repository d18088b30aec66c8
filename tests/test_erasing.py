"""Nothing of an erased case is left anywhere, and no figure changes. It is asked again for each case
whether it may go."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.erasing import LESSON, PLAN, WORD, full_report, where_it_stands
from tests.retaining import (
    THEN,
    Callbacks,
    approved,
    as_it_is_now,
    closed,
    decide,
    erase,
    made,
    make_world,
)
from vern.control.incidents import services as incidents
from vern.control.incidents.models import Incident
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.history.sealing import seal
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.tree import tree_on
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.hub.figures.ports import Question, figures
from vern.hub.retention import queries, services
from vern.hub.retention.models import Run
from vern.hub.search.indexing import catch_up
from vern.site.commands import verify

shared_world = once_per_module(make_world)


@pytest.fixture(autouse=True)
def _now(settings: Settings, tmp_path: Path) -> Iterator[None]:
    yield from as_it_is_now(settings, tmp_path)


@pytest.fixture
def world(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


@pytest.fixture
def record(world: World) -> Record:
    with clock.at(THEN):
        return full_report(world)


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
    assert where_it_stands(LESSON) >= {"incidents_lesson"}, "written for others, without persons"
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
    text = page.content.decode()
    assert "What was written here was erased on" in text
    assert WORD not in text.lower()
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
        record.refresh_from_db()
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

"""What has been kept for long enough is shown first, and approved; what is needed is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pytest_django import Settings

from tests.retaining import (
    NOW,
    RULES,
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
from vern.control.incidents.models import Answer, Incident
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM
from vern.core.records.kinds import kinds
from vern.core.records.models import Record, Sensitivity
from vern.core.records.retention import retention_kinds
from vern.hub.content.services import change
from vern.hub.retention import erasing, listing, services
from vern.hub.retention.models import Hold, Item, Rule, Run

shared_world = once_per_module(make_world)


@pytest.fixture(autouse=True)
def _now(settings: Settings, tmp_path: Path) -> Iterator[None]:
    yield from as_it_is_now(settings, tmp_path)


@pytest.fixture
def world(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


INDEX = reverse("retention:index")


# Which ones -------------------------------------------------------------------------------------


def test_until_somebody_decides_nothing_is_ever_erased(world: World) -> None:
    closed(world)
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


# Pages ------------------------------------------------------------------------------------------


def posted(client: AuditedClient, name: str, *args: int, **data: str) -> Any:
    return client.post(reverse(f"retention:{name}", args=args), data)


def test_the_department_sees_counts_and_cases_approves_and_stops(world: World) -> None:
    record = closed(world, "En tittel som ingen trenger å lese.")
    decide(world, 24)
    client = world.client("hse")
    text = client.get(INDEX).content.decode()
    assert "2 years after it was closed" in text
    assert "Always" in text, "annual reports are never erased"
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


def test_a_case_that_one_may_not_see_is_counted_and_no_more(world: World) -> None:
    record = closed(world)
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.PARTIES)
    decide(world)
    run = made(world)
    page = world.client("hse").get(reverse("retention:run", args=[run.pk])).content.decode()
    assert "1 case of 1 that are closed would be erased" in page
    assert record.number not in page


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

"""Being reminded of what falls due, once, and telling the leader above of what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.falling_due import DAY, NOON, after, asked, told
from vern.control.incidents import services
from vern.control.incidents.services import representing
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.notices.delivery import send
from vern.core.notices.models import Notice, Settled
from vern.core.records.models import Party, Record
from vern.hub.calendar import reminding
from vern.hub.calendar.sweeping import sweep

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    """At noon of a day far from any change of the clock."""
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def test_one_is_reminded_once_before_and_once_after(world: World) -> None:
    record = make.told(world)
    services.set_deadline(
        actor=world.actor("leader"), record=record, due_on=clock.today() + 5 * DAY, reason="Snart"
    )
    Notice.objects.all().delete()
    seen = []
    for day in range(12):
        with clock.at(after(day)):
            sweep()
            reminding.remind()
            reminding.remind()
        seen.append(len(told(reminding.REMINDER)))
    assert seen == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert set(told(reminding.REMINDER)) == {("leader", record.number)}


def test_another_day_is_reminded_of_anew(world: World) -> None:
    record = make.told(world)
    for days_on in (2, 3):
        services.set_deadline(
            actor=world.actor("leader"),
            record=record,
            due_on=clock.today() + days_on * DAY,
            reason="Ny frist",
        )
        sweep()
        reminding.remind()
    assert told(reminding.REMINDER) == [("leader", record.number)] * 2


def test_a_reminder_stops_when_the_thing_is_done(world: World) -> None:
    record = make.told(world)
    asked(world, record, clock.today())
    sweep()
    reminding.remind()
    notice = Notice.objects.get(kind=reminding.REMINDER)
    [question] = record.comments.filter(asks=True)
    representing.reply(actor=world.actor("leader"), record=record, question=question, text="Nå.")
    Notice.objects.filter(pk=notice.pk).update(way="at_once")
    send(notice.pk)
    notice.refresh_from_db()
    assert (notice.sent_at, notice.settled_as) == (None, Settled.OVER)


def test_a_reminder_holds_no_words_from_the_case(world: World, mailoutbox: list[object]) -> None:
    record = make.told(world, "Kari Nordmann falt i trappen.")
    asked(world, record, clock.today())
    sweep()
    reminding.remind()
    notice = Notice.objects.get(kind=reminding.REMINDER)
    Notice.objects.filter(pk=notice.pk).update(way="at_once")
    send(notice.pk)
    [mail] = mailoutbox[-1:]
    text = f"{mail.subject}\n{mail.body}"  # type: ignore[attr-defined]
    assert record.number in text
    assert "Kari" not in text
    assert "AML § 6-2" in text


def test_nobody_is_told_at_night(world: World) -> None:
    asked(world, make.told(world), clock.today())
    sweep()
    with clock.at(clock.start_of(clock.today()) + dt.timedelta(hours=4)):
        assert reminding.remind() == 0
    assert reminding.remind() == 1


def test_the_leader_above_is_told_once_when_it_is_so_late(world: World) -> None:
    record = make.told(world)
    Record.objects.filter(pk=record.pk).update(due_on=clock.today())
    seen = []
    for day in range(18):
        with clock.at(after(day)):
            sweep()
            reminding.remind()
        seen.append(len(told(reminding.ESCALATED)))
    assert seen == [0] * 14 + [1] * 4
    assert told(reminding.ESCALATED) == [("leader above", record.number)]


def test_the_leader_above_who_may_not_know_of_it_is_passed_over(world: World) -> None:
    record = make.told(world)
    Party.objects.create(
        record=record, person=world.people["leader above"], part=Party.Part.SUBJECT
    )
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - 14 * DAY)
    sweep()
    reminding.remind()
    assert told(reminding.ESCALATED) == [("rector", record.number)]


def test_the_institution_decides_when(world: World) -> None:
    record = make.told(world)
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - 2 * DAY)
    hse = world.client("hse")
    address = "/calendar/rules/incidents.to_handle/"
    answer = hse.post(address, {"remind_before": "x", "escalate_after": "0"})
    assert set(answer.context["form"].errors) == {"remind_before", "escalate_after"}
    hse.post(address, {"remind_before": "", "escalate_after": "2"})
    assert "when it is 2 days late" in hse.get("/calendar/rules/").content.decode()
    sweep()
    reminding.remind()
    assert told(reminding.ESCALATED) == [("leader above", record.number)]
    assert world.client("leader").get(address).status_code == 403
    assert world.client("leader").post(address, {}).status_code == 403

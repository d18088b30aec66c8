"""One mail a day: nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from procrastinate.contrib.django.models import ProcrastinateJob

from vern.core.kernel import clock
from vern.core.notices import choices, sweeps
from vern.core.notices.delivery import send, send_digest
from vern.core.notices.kinds import Way
from vern.core.notices.models import Digest, Notice
from vern.core.notices.services import tell
from vern.core.notices.tasks import sweep
from vern.core.notices.tests.conftest import World
from vern.core.org.actors import for_person
from vern.core.records.models import Party

pytestmark = pytest.mark.django_db
Make = Callable[..., World]
OSLO = ZoneInfo("Europe/Oslo")


def oslo(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """In October 2026; the clocks go back in the night to the 25th."""
    return dt.datetime(2026, 10, day, hour, minute, tzinfo=OSLO)


@pytest.fixture
def world(make_world: Make) -> World:
    made = make_world("Søl")
    for person in made.people:
        choices.choose(actor=for_person(person), ways={"cases": Way.DIGEST})
    return made


def tell_at(world: World, moment: dt.datetime, kind: str = "case.happened") -> None:
    with clock.at(moment):
        tell(kind, world.people[1:], record=world.record)
        for notice in Notice.objects.filter(way=""):
            send(notice.pk)


def sweep_at(moment: dt.datetime) -> list[EmailMessage]:
    """The sweep, and the jobs that it queues. The mails that came of it."""
    mail.outbox.clear()
    with clock.at(moment):
        sweep(timestamp=0)
        for job in ProcrastinateJob.objects.filter(task_name__endswith="deliver_digest"):
            send_digest(job.args["digest_id"])
    return list(mail.outbox)


def test_all_that_came_since_yesterday_is_one_mail_at_seven(world: World) -> None:
    tell_at(world, oslo(20, 9))
    tell_at(world, oslo(21, 6, 59))
    assert sweep_at(oslo(21, 6, 59)) == []
    [sent] = sweep_at(oslo(21, 7))
    assert sent.subject == "2 notices from Vern"
    assert str(sent.body).count(f"/cases/{world.record.pk}/") == 2
    assert sent.to == ["en@vern.example"]
    assert not Notice.objects.filter(sent_at__isnull=True).exists()


def test_the_same_day_brings_no_second_one(world: World) -> None:
    tell_at(world, oslo(20, 9))
    assert len(sweep_at(oslo(21, 7))) == 1
    tell_at(world, oslo(21, 8))
    assert sweep_at(oslo(21, 12)) == []
    assert len(sweep_at(oslo(22, 7))) == 1


def test_what_comes_after_seven_waits_also_where_there_was_nothing_at_seven(world: World) -> None:
    tell_at(world, oslo(21, 8))
    assert sweep_at(oslo(21, 8, 5)) == []
    assert len(sweep_at(oslo(22, 7))) == 1


def test_a_worker_that_was_down_at_seven_sends_it_when_it_is_up(world: World) -> None:
    tell_at(world, oslo(20, 9))
    assert len(sweep_at(oslo(21, 15))) == 1


@pytest.mark.parametrize("day", [24, 25])
def test_seven_is_seven_on_both_sides_of_the_change_to_winter_time(world: World, day: int) -> None:
    tell_at(world, oslo(day - 1, 9))
    assert sweep_at(oslo(day, 6, 59)) == []
    assert len(sweep_at(oslo(day, 7))) == 1


def test_after_a_crash_it_comes_again_with_the_same_id_and_then_no_more(world: World) -> None:
    tell_at(world, oslo(20, 9))
    [first] = sweep_at(oslo(21, 7))
    Digest.objects.update(sent_at=None)
    Notice.objects.update(sent_at=None)
    [again] = sweep_at(oslo(21, 7, 5))
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert sweep_at(oslo(21, 7, 10)) == []


def test_a_digest_that_lost_its_job_gets_one(world: World) -> None:
    tell_at(world, oslo(20, 9))
    with clock.at(oslo(21, 7)):
        assert len(sweeps.make_digests()) == 1
        assert not ProcrastinateJob.objects.filter(task_name__endswith="deliver_digest").exists()
    assert len(sweep_at(oslo(21, 7, 5))) == 1


def test_what_is_over_or_no_longer_seen_is_left_out_and_an_empty_mail_is_not_sent(
    world: World,
) -> None:
    tell_at(world, oslo(20, 9))
    Party.objects.all().delete()
    assert sweep_at(oslo(21, 7)) == []
    assert Digest.objects.get().settled_at is not None
    assert sweep_at(oslo(21, 7, 5)) == []


def test_one_that_cannot_be_written_does_not_hold_up_the_others(world: World) -> None:
    tell_at(world, oslo(20, 9), "case.poison")
    tell_at(world, oslo(20, 10))
    [sent] = sweep_at(oslo(21, 7))
    assert sent.subject == "1 notice from Vern"
    poison = Notice.objects.get(kind="case.poison")
    assert poison.problem == "compose"
    assert "secret" not in poison.problem_detail

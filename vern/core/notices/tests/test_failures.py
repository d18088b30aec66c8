"""A server that is away, one that refuses, a mail that can never be written, a job that is lost."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from vern.core.notices import oversight
from vern.core.notices.delivery import send
from vern.core.notices.mail import gate
from vern.core.notices.models import Notice
from vern.core.notices.pauses import ATTEMPTS, LONGEST, pause
from vern.core.notices.services import tell
from vern.core.notices.tasks import queue_again
from vern.core.notices.tests.conftest import Postbox, World, work
from vern.core.notices.tests.test_delivery import sql
from vern.core.org.actors import SYSTEM

Make = Callable[..., World]
HOURS = 60 * 60


@given(st.integers(0, 10_000))
def test_pauses_grow_and_are_never_longer_than_five_minutes(attempts: int) -> None:
    assert 0 < pause(attempts) <= pause(attempts + 1) <= LONGEST


@given(st.integers(0, 24 * HOURS))
def test_after_any_outage_of_a_day_mail_is_tried_within_five_minutes(outage: int) -> None:
    tried, attempts = 0, 0
    while tried < outage:
        tried += pause(attempts)
        attempts += 1
    assert tried - outage <= LONGEST
    assert attempts < ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_refused_is_set_aside_and_the_others_go(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    postbox.unknown["nn@vern.example"] = "550 5.1.1 No such user"
    tell("case.happened", world.people, record=world.record)
    work()
    assert [str(each["To"]) for each in postbox.mails] == ["en@vern.example"]
    [failed] = oversight.state(SYSTEM).aside
    assert failed.detail.startswith("550 5.1.1")
    assert not ProcrastinateJob.objects.filter(status="todo", queue_name="mail").exists()
    assert queue_again() == 0, "it waits for someone"

    postbox.unknown.clear()
    assert oversight.try_again(actor=SYSTEM, key=failed.key) == 1
    assert oversight.try_again(actor=SYSTEM, key=failed.key) == 0
    work()
    assert len(postbox.mails) == 2
    assert oversight.state(SYSTEM).aside == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", ["451 4.3.0 Later", "421 4.7.0 Too busy"])
def test_an_address_that_is_refused_for_now_waits(
    make_world: Make, postbox: Postbox, answer: str
) -> None:
    world = make_world()
    postbox.unknown["nn@vern.example"] = answer
    tell("case.happened", world.people[:1], record=world.record)
    work()
    assert oversight.state(SYSTEM).aside == []
    assert ProcrastinateJob.objects.get(task_name__endswith="deliver").status == "todo"


@pytest.mark.django_db(transaction=True)
def test_mail_that_is_refused_for_what_it_is_is_set_aside(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    postbox.answer = "554 5.7.1 Not wanted"
    tell("case.happened", world.people[:1], record=world.record)
    work()
    assert Notice.objects.get().problem == "refused"


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_written_is_set_aside_without_its_words_and_the_others_go(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    tell("case.poison", world.people[:1], record=world.record)
    tell("case.happened", world.people[:1], record=world.record)
    work()
    assert len(postbox.mails) == 1
    poison = Notice.objects.get(kind="case.poison")
    assert (poison.problem, poison.problem_detail) == ("compose", "ZeroDivisionError")


@pytest.mark.django_db(transaction=True)
def test_while_a_server_is_away_no_mail_waits_for_it_in_turn(
    make_world: Make, postbox: Postbox, settings: Settings
) -> None:
    world = make_world()
    settings.EMAIL_PORT = 1  # nobody listens there
    tell("case.happened", world.people, record=world.record)
    work()
    settings.EMAIL_PORT = postbox.port
    sql("update procrastinate_jobs set scheduled_at = null")
    work()
    assert postbox.mails == [], "the server is not asked again for half a minute"
    gate.open()
    sql("update procrastinate_jobs set scheduled_at = null")
    work()
    assert len(postbox.mails) == 2


@pytest.mark.django_db(transaction=True)
def test_after_days_it_is_set_aside(make_world: Make, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    gate.open()
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    sql("update procrastinate_jobs set attempts = %s", ATTEMPTS)
    work()
    assert Notice.objects.get().problem == "exhausted"


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_lost_its_job_is_queued_again_once(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    tell("case.happened", world.people, record=world.record)
    sql("update notices_notice set created_at = created_at - interval '1 hour'")
    assert queue_again() == 0, "they have their jobs"
    sql("update procrastinate_jobs set status = 'failed'")
    assert queue_again() == 2
    assert queue_again() == 0
    work()
    assert len(postbox.mails) == 2
    assert queue_again() == 0


@pytest.mark.django_db
def test_a_mail_that_another_worker_has_in_hand_is_left_to_it(
    make_world: Make, postbox: Postbox, owner_connection: psycopg.Connection
) -> None:
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    pk = Notice.objects.get().pk
    key = f"notice-{pk}"
    with owner_connection.transaction():
        owner_connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        send(pk)
        assert postbox.mails == []
    send(pk)
    assert len(postbox.mails) == 1

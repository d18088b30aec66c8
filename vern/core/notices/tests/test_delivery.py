"""From the queue to a real mail server, through the real worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.notices.mail import gate
from vern.core.notices.models import Notice
from vern.core.notices.services import tell
from vern.core.notices.tasks import drop_old_jobs, take_up_stalled
from vern.core.notices.tests.conftest import Postbox, World, work

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., World]


def sql(statement: str, *values: dt.datetime | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def job() -> ProcrastinateJob:
    found: ProcrastinateJob = ProcrastinateJob.objects.get(task_name__endswith="deliver")
    return found


def test_the_worker_hands_mail_to_the_server(make_world: Make, postbox: Postbox) -> None:
    world = make_world("Søl på gulvet")
    tell("case.happened", world.people, record=world.record)
    work()
    got = {str(mail["To"]): mail for mail in postbox.mails}
    assert set(got) == {"nn@vern.example", "en@vern.example"}
    assert got["nn@vern.example"]["Subject"] == "nn: Søl på gulvet"
    notice = Notice.objects.get(person__email="nn@vern.example")
    assert got["nn@vern.example"]["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert not Notice.objects.filter(sent_at__isnull=True).exists()
    work()
    assert len(postbox.mails) == 2


def test_mail_that_a_server_refuses_for_now_is_tried_again(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    postbox.answer = "451 Try again later"
    work()
    waiting = job()
    assert waiting.status == "todo"
    assert waiting.attempts == 1
    assert waiting.scheduled_at is not None
    assert waiting.scheduled_at > clock.now()
    assert Notice.objects.get().sent_at is None

    postbox.answer = "250 OK"
    sql("update procrastinate_jobs set scheduled_at = %s", clock.now() - dt.timedelta(seconds=1))
    work()
    assert job().status == "succeeded"
    assert len(postbox.mails) == 1
    assert Notice.objects.get().sent_at is not None


def test_a_server_that_is_away_loses_nothing(
    make_world: Make, postbox: Postbox, settings: Settings
) -> None:
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    settings.EMAIL_PORT = 1  # nobody listens there
    work()
    assert job().status == "todo"
    settings.EMAIL_PORT = postbox.port
    gate.open()  # half a minute later
    sql("update procrastinate_jobs set scheduled_at = null")
    work()
    assert len(postbox.mails) == 1


def test_done_jobs_are_dropped_after_a_week_and_others_never(
    make_world: Make, postbox: Postbox
) -> None:
    world = make_world()
    tell("case.happened", world.people, record=world.record)
    work()
    deliver = ProcrastinateJob.objects.filter(task_name__endswith="deliver")
    drop_old_jobs.configure().defer(timestamp=0)
    work()
    assert deliver.count() == 2
    sql("update procrastinate_events set at = at - interval '8 days'")
    sql("update procrastinate_jobs set status = 'failed' where id = %s", deliver[0].pk)
    drop_old_jobs.configure().defer(timestamp=0)
    work()
    assert deliver.count() == 1


def test_a_job_whose_worker_died_is_done_by_another(make_world: Make, postbox: Postbox) -> None:
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    sql("update procrastinate_jobs set status = 'doing', worker_id = null")
    take_up_stalled.configure().defer(timestamp=0)
    work()
    work()
    assert len(postbox.mails) == 1
    assert job().status == "succeeded"

"""A worker killed between the mail server's yes and our own note of it: one more mail, with the
same id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as now
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.cast import make_cast, report
from tests.journeys.mail import Postbox, do_waiting_jobs
from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import ROOT, TestServer
from vern.core.notices.models import Notice
from vern.core.notices.tasks import take_up_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def worker_that_is_killed(server: TestServer, postbox: Postbox) -> int:
    """Runs until it is killed. The exit code."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.killing",
        "VERN_DATABASE_URL": server.url(django_database.current()),
        "VERN_SECRET_KEY": now.SECRET_KEY,
        "VERN_MAIL_HOST": postbox.host,
        "VERN_MAIL_PORT": str(postbox.port),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"],
        env=environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=60,
    )
    return ended.returncode


def test_the_mail_comes_again_with_the_same_id_and_is_then_noted(
    database_server: TestServer, settings: Settings
) -> None:
    report(make_cast(), "FJERN")
    notice = Notice.objects.get(person__email="leader_outside@vern.example")
    jobs = ProcrastinateJob.objects.filter(args__notice_id=notice.pk)
    with connection.cursor() as cursor:  # the worker is killed by the first mail it sends
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id <> %s", [jobs.get().pk])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with Postbox.open() as postbox:
        settings.EMAIL_HOST, settings.EMAIL_PORT = postbox.host, postbox.port
        assert worker_that_is_killed(database_server, postbox) == -signal.SIGKILL
        assert len(postbox.mails) == 1
        notice.refresh_from_db()
        assert notice.sent_at is None
        assert jobs.get().status == "doing"

        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
            )
        take_up_stalled.configure().defer(timestamp=0)
        do_waiting_jobs()
        do_waiting_jobs()
        first, again = postbox.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert Notice.objects.filter(pk=notice.pk, sent_at__isnull=False).exists()
    assert jobs.get().status == "succeeded"

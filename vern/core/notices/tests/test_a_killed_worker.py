"""Killed between the mail server's yes and our own note of it: one more mail, with the same id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings

from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import ROOT, TestServer
from vern.core.notices.models import Notice
from vern.core.notices.services import tell
from vern.core.notices.tasks import take_up_stalled
from vern.core.notices.tests.conftest import Postbox, World, work
from vern.core.notices.tests.test_delivery import job, sql

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., World]


def worker_that_is_killed(server: TestServer, postbox: Postbox) -> int:
    """Runs until it is killed. The exit code."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "vern.core.notices.tests.killing",
        "VERN_DATABASE_URL": server.url(django_database.current()),
        "VERN_SECRET_KEY": settings.SECRET_KEY,
        "VERN_MAIL_HOST": "127.0.0.1",
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
    make_world: Make, postbox: Postbox, database_server: TestServer
) -> None:
    world = make_world()
    tell("case.required", world.people[:1], record=world.record)
    Notice.objects.update(kind="incident.work_stopped", record=None)
    assert worker_that_is_killed(database_server, postbox) == -signal.SIGKILL
    assert len(postbox.mails) == 1
    assert Notice.objects.get().sent_at is None
    assert job().status == "doing"

    sql("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    take_up_stalled.configure().defer(timestamp=0)
    work()
    work()
    first, again = postbox.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert Notice.objects.get().sent_at is not None
    assert job().status == "succeeded"

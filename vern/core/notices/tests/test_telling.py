"""A notice and its job are born together, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from vern.core.notices.delivery import send
from vern.core.notices.models import Notice
from vern.core.notices.services import tell, withholding
from vern.core.notices.tests.conftest import World

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def told(world: World) -> list[Notice]:
    tell("case.happened", world.people, record=world.record)
    return list(Notice.objects.order_by("pk"))


def test_each_is_told_once_with_a_job_each(make_world: Make) -> None:
    world = make_world()
    tell("case.happened", [*world.people, *world.people], record=world.record)
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="deliver")
    assert {job.args["notice_id"] for job in jobs} == set(
        Notice.objects.values_list("pk", flat=True)
    )
    assert len(jobs) == len(world.people)


def test_what_is_undone_tells_nobody(make_world: Make) -> None:
    world = make_world()
    with transaction.atomic():
        told(world)
        assert ProcrastinateJob.objects.exists()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_withheld_notices_are_kept_but_never_mailed(make_world: Make) -> None:
    with withholding():
        [notice, _] = told(make_world())
    assert not ProcrastinateJob.objects.exists()
    send(notice.pk)
    assert mail.outbox == []


def test_an_unknown_kind_is_a_mistake(make_world: Make) -> None:
    world = make_world()
    with pytest.raises(KeyError):
        tell("case.imagined", world.people, record=world.record)


def test_mail_comes_in_the_readers_language_with_a_link(
    make_world: Make, settings: Settings
) -> None:
    world = make_world()
    for notice in told(world):
        send(notice.pk)
    assert [each.subject for each in mail.outbox] == ["nn: It happened", "en: It happened"]
    assert [each.to for each in mail.outbox] == [["nn@vern.example"], ["en@vern.example"]]
    assert f"{settings.VERN_URL}/cases/{world.record.pk}/" in str(mail.outbox[0].body)


def test_a_notice_is_mailed_once(make_world: Make) -> None:
    [notice, _] = told(make_world())
    send(notice.pk)
    send(notice.pk)
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_a_crash_before_it_was_noted_gives_the_same_message_id(make_world: Make) -> None:
    [notice, other] = told(make_world())
    send(notice.pk)
    Notice.objects.filter(pk=notice.pk).update(sent_at=None)
    send(notice.pk)
    send(other.pk)
    first, again, another = (each.extra_headers["Message-ID"] for each in mail.outbox)
    assert first == again
    assert first != another
    assert first.startswith("<")
    assert first.endswith(">")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_title_cannot_add_a_header(make_world: Make, newline: str) -> None:
    [notice, _] = told(make_world(f"Hello{newline}Bcc: spy@evil.example"))
    send(notice.pk)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert "Bcc: spy@evil.example" in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["nn@vern.example"]

"""While someone is away, the stand-in sees their deadlines and is reminded of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.falling_due import DAY, NOON, after, told
from vern.control.incidents import services
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.notices.delivery import send
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.org.services.absences import say_away
from vern.hub.calendar import reminding
from vern.hub.calendar.queries import Wish, page_for
from vern.hub.calendar.sweeping import sweep

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    """The leader has a deputy, and is away for a week."""
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        found = shared_world.copy()
        found.people["deputy"] = make.person("deputy")
        make.put(found, "deputy", RoleKey.DEPUTY_LEADER, "CHEM")
        say_away(
            actor=found.actor("leader"),
            person=found.people["leader"],
            first=clock.today(),
            last=clock.today() + 6 * DAY,
            cover=None,
        )
        yield found


def due_in(world: World, days: int) -> None:
    services.set_deadline(
        actor=world.actor("leader"),
        record=make.told(world, "avtrekk"),
        due_on=clock.today() + days * DAY,
        reason="Snart",
    )
    Notice.objects.all().delete()
    sweep()


def calendar(world: World, who: str) -> list[str]:
    parts = page_for(world.actor(who), Wish()).parts
    return [line.words.title for part in parts for line in part.lines]


def test_the_stand_in_has_them_in_the_calendar_only_then(world: World) -> None:
    due_in(world, 3)
    assert calendar(world, "deputy") == calendar(world, "leader") == ["avtrekk"]
    with clock.at(after(7)):
        assert calendar(world, "deputy") == []
        assert calendar(world, "leader") == ["avtrekk"]


def test_the_stand_in_is_reminded_by_mail(world: World, mailoutbox: list[object]) -> None:
    due_in(world, 2)
    reminding.remind()
    assert [who for who, _number in told(reminding.REMINDER)] == ["deputy"]
    notice = Notice.objects.get(kind=reminding.REMINDER)
    Notice.objects.filter(pk=notice.pk).update(way="at_once")
    send(notice.pk)
    notice.refresh_from_db()
    assert notice.sent_at is not None
    assert len(mailoutbox) == 1

"""What is read in at once is written together, at the end, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vern.core.history.models import HistoryLine
from vern.core.history.services import note
from vern.core.kernel import batches
from vern.core.notices.models import Notice
from vern.core.notices.services import tell, withholding
from vern.core.notices.tests.conftest import World
from vern.core.org.actors import SYSTEM

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def happen(world: World) -> None:
    note("unit.renamed", actor=SYSTEM, record=world.record, texts={"name": "Former"})
    note("unit.moved", actor=SYSTEM, record=world.record.pk)
    with withholding():
        tell("case.happened", [world.people[0], world.people[1].pk], record=world.record)


def fail_after(world: World) -> None:
    with batches.together():
        happen(world)
        raise ZeroDivisionError


def test_gathered_lines_and_notices_come_at_the_end_in_their_order(make_world: Make) -> None:
    world = make_world()
    with batches.together():
        happen(world)
        assert not HistoryLine.objects.filter(record=world.record).exists()
        assert not Notice.objects.exists()
    lines = HistoryLine.objects.filter(record=world.record).order_by("pk")
    assert [line.verb for line in lines] == ["unit.renamed", "unit.moved"]
    assert [each.text for each in lines[0].texts.all()] == ["Former"]
    told = Notice.objects.order_by("pk").values_list("person_id", flat=True)
    assert list(told) == [person.pk for person in world.people]


def test_after_an_error_nothing_that_was_gathered_is_written(make_world: Make) -> None:
    world = make_world()
    with pytest.raises(ZeroDivisionError):
        fail_after(world)
    assert not HistoryLine.objects.filter(record=world.record).exists()
    happen(world)
    assert HistoryLine.objects.filter(record=world.record).count() == 2


def test_mail_that_is_not_withheld_never_waits(make_world: Make) -> None:
    world = make_world()
    with batches.together():
        tell("case.happened", world.people, record=world.record)
        assert Notice.objects.count() == len(world.people)

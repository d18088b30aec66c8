"""How each person wants to be told, and what the law wants."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from vern.core.kernel import clock
from vern.core.notices import choices
from vern.core.notices.delivery import send
from vern.core.notices.kinds import Way
from vern.core.notices.models import Notice
from vern.core.notices.services import tell
from vern.core.notices.tests.conftest import World
from vern.core.org.actors import for_person
from vern.core.records.models import Party, Record

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def told(world: World, kind: str = "case.happened") -> Notice:
    tell(kind, world.people[1:], record=world.record)
    notice = Notice.objects.get()
    send(notice.pk)
    notice.refresh_from_db()
    return notice


def choose(world: World, way: Way) -> None:
    choices.choose(actor=for_person(world.people[1]), ways={"cases": way})


def test_without_a_choice_the_topics_default_holds(make_world: Make) -> None:
    told(make_world())
    assert len(mail.outbox) == 1


def test_who_wants_no_mail_gets_none(make_world: Make) -> None:
    world = make_world()
    choose(world, Way.APP)
    notice = told(world)
    assert mail.outbox == []
    assert notice.settled_as == "app"


def test_what_the_law_requires_is_mailed_whatever_one_has_chosen(make_world: Make) -> None:
    world = make_world()
    choose(world, Way.APP)
    told(world, "case.required")
    assert "AML § 6-3" in str(mail.outbox[0].body)


def test_a_choice_can_be_changed_and_is_ones_own(make_world: Make) -> None:
    world = make_world()
    choose(world, Way.APP)
    choose(world, Way.AT_ONCE)
    choices.choose(actor=for_person(world.people[0]), ways={"cases": Way.APP})
    told(world)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("topic", "way"), [("imagined", "app"), ("cases", "never")])
def test_a_topic_or_way_that_is_not_there_is_a_mistake(
    make_world: Make, topic: str, way: str
) -> None:
    world = make_world()
    with pytest.raises((KeyError, ValueError)):
        choices.choose(actor=for_person(world.people[1]), ways={topic: way})


def test_the_mail_says_where_to_choose(make_world: Make) -> None:
    told(make_world())
    assert "/notices/settings/" in str(mail.outbox[0].body)


def test_a_reminder_of_what_is_done_is_not_sent(make_world: Make) -> None:
    world = make_world()
    Record.objects.filter(pk=world.record.pk).update(state="closed", closed_at=clock.now())
    notice = told(world, "case.reminder")
    assert mail.outbox == []
    assert notice.settled_as == "over"


def test_a_reminder_of_what_is_not_done_is_sent(make_world: Make) -> None:
    told(make_world(), "case.reminder")
    assert len(mail.outbox) == 1


def test_who_may_no_longer_see_the_case_gets_no_word_of_it(make_world: Make) -> None:
    world = make_world("Confided")
    Party.objects.filter(person=world.people[1]).delete()
    notice = told(world)
    assert mail.outbox == []
    assert notice.settled_as == "unseen"

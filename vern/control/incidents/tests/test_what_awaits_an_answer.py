"""What awaits one's answer: found among all that awaits others, and first on the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from vern.control.incidents import services
from vern.control.incidents.models import (
    Answer,
    Category,
    Incident,
    Notification,
    NotificationRule,
    Objection,
)
from vern.control.incidents.queries import lists, waiting
from vern.control.incidents.queries.waiting import HURT, OBJECTION, QUESTION, TO_TELL, waiting_for
from vern.control.incidents.services import stopping
from vern.control.incidents.services.telling import (
    Injury,
    judge_injury,
    mark_told,
    unmark_told,
)
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import answered_by
from vern.core.records.composed import Rows, Statement, composed
from vern.core.records.models import Record
from vern.core.talk.models import Comment
from vern.hub.desk.queries import Section, desk_of

EVERYONE = (*make.POSTS, "case handler")


def question(world: World, record: Record, days: int = 3) -> Comment:
    return Comment(
        record=record,
        author=world.people["safety rep"],
        audience=Comment.Audience.READERS,
        text="Når blir det ordnet?",
        at=clock.now(),
        asks=True,
        answer_by=clock.today() + dt.timedelta(days=days),
    )


def awaits(world: World, who: str) -> list[tuple[int, str]]:
    return [(each.what, each.record.title) for each in waiting_for(world.actor(who), 10, 100).first]


def test_ones_own_is_found_among_hundreds_that_await_others(world: World) -> None:
    """The leader above reads all of these, and answers one of them."""
    other, own = make.told(world, "Andres"), make.told(world, "Min", unit="FAC")
    Comment.objects.bulk_create(question(world, other, days=1) for _ in range(400))
    question(world, own).save()
    assert awaits(world, "leader above") == [(QUESTION, "Min")]
    found = waiting_for(world.actor("leader"), 10, 100)
    assert (len(found.first), found.count) == (1, 1)


def test_no_more_are_counted_than_is_asked_for(world: World) -> None:
    for number in range(4):
        question(world, make.told(world, f"Sak {number}")).save()
    found = waiting_for(world.actor("leader"), 2, 3)
    assert ([each.record.title for each in found.first], found.count) == (["Sak 0", "Sak 1"], 3)


def about_reports(actor: Actor) -> list[Section]:
    """What of reports lies on the desk: rounds to plan stand there too."""
    found = desk_of(actor, clock.today()).sections
    return [each for each in found if each.key.startswith("incident")]


def test_a_report_that_awaits_several_things_stands_once_with_the_nearest_day(world: World) -> None:
    """A question with a day, and the day by which the report is to be handled."""
    record = make.told(world, "To ting")
    question(world, record, days=3).save()
    question(world, record, days=9).save()
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() + dt.timedelta(days=5))
    (section,) = about_reports(world.actor("leader"))
    (only,) = section.shown
    assert (section.key, section.count) == ("incident_answers", 1)
    assert only.task.due == clock.today() + dt.timedelta(days=3)
    assert only.when.startswith("Answer by")
    assert list(only.statuses) == ["Question from the safety representative", "Received"]
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() + dt.timedelta(days=1))
    ((nearer,),) = (each.shown for each in about_reports(world.actor("leader")))
    assert nearer.when.startswith("To be handled by")


def test_stopped_work_stands_above_a_question_that_is_late(world: World) -> None:
    question(world, make.told(world, "Sent"), days=-9).save()
    stopped = make.told(world, "Stanset")
    stopping.stop_work(actor=world.actor("safety rep"), record=stopped, what="Avtrekket")
    (section,) = about_reports(world.actor("leader"))
    assert [each.task.title for each in section.shown] == ["Stanset", "Sent"]


def hurt(world: World, text: str = "Foten er brukket") -> Record:
    record = make.told(world, text)
    Incident.objects.filter(pk=record.pk).update(injury=Answer.YES)
    return record


def test_harm_that_nobody_has_judged_awaits_whose_turn_it_is(world: World) -> None:
    record = hurt(world)
    assert awaits(world, "leader") == [(HURT, record.title)]
    for who in ("leader above", "hse", "rector", "safety rep", "reporter"):
        assert awaits(world, who) == [], who


def test_so_does_harm_of_which_someone_must_be_told_until_all_are(world: World) -> None:
    record = hurt(world)
    Incident.objects.filter(pk=record.pk).update(serious=Answer.YES)
    rules = list(
        NotificationRule.objects.filter(
            offered=True, when__in=("injury", "treatment", "serious"), categories=None
        )
    )
    assert rules
    for rule in rules:
        assert awaits(world, "leader") == [(HURT, record.title)]
        Notification.objects.create(
            incident=record.incident,
            rule=rule,
            told_at=clock.now(),
            told_by=world.people["leader"],
        )
    assert awaits(world, "leader") == []
    last = Notification.objects.latest("pk")
    last.undone_at = clock.now()
    last.save()
    assert awaits(world, "leader") == [(HURT, record.title)]


ENDINGS = {
    "closed": lambda actor, record: services.close(
        actor=actor, record=record, message="Ferdig", no_measures_reason="Ingen"
    ),
    "rejected": lambda actor, record: services.reject(
        actor=actor, record=record, reason="Hører ikke hit"
    ),
}
GRAVE = Injury(injury=Answer.YES, treatment=Answer.YES, serious=Answer.YES)


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_what_is_found_serious_after_it_ended_awaits_whose_turn_it_is(
    world: World, end: Callable[[Actor, Record], None]
) -> None:
    """Broken, it turned out: the police and the Labour Inspection must hear of it all the same."""
    record, leader = make.told(world, "Foten"), world.actor("leader")
    end(leader, record)
    assert awaits(world, "leader") == []
    judge_injury(actor=leader, record=record, injury=GRAVE)
    assert awaits(world, "leader") == [(HURT, "Foten")]
    (section,) = about_reports(leader)
    assert (section.shown[0].task.title, section.late) == ("Foten", 0)
    for who in ("leader above", "hse", "rector", "safety rep"):
        assert awaits(world, who) == [], who
    rules = NotificationRule.objects.filter(
        offered=True, when__in=("injury", "treatment", "serious")
    )
    for rule in rules:
        mark_told(actor=leader, record=record, rule=rule)
    assert awaits(world, "leader") == []
    unmark_told(actor=leader, record=record, rule=rules[0])
    assert awaits(world, "leader") == [(HURT, "Foten")]


def test_it_stays_where_it_was_found_late_when_it_is_opened_again(world: World) -> None:
    record, leader = make.told(world, "Foten"), world.actor("leader")
    ENDINGS["closed"](leader, record)
    judge_injury(actor=leader, record=record, injury=GRAVE)
    services.reopen(actor=leader, record=record, reason="Noen ble skadet")
    assert awaits(world, "leader") == [(HURT, "Foten")]


def test_a_matter_at_the_whistleblowing_reception_awaits_no_leader(world: World) -> None:
    make.put(world, "hse", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    record, leader = make.told(world, "Foten"), world.actor("leader")
    ENDINGS["closed"](leader, record)
    judge_injury(actor=leader, record=record, injury=GRAVE)
    services.hand_over(actor=leader, record=record, reason="Et varsel")
    assert awaits(world, "leader") == []


def test_pollution_of_which_an_authority_must_be_told_awaits_whose_turn_it_is(world: World) -> None:
    category = Category.objects.get(key="outer_environment")
    record = make.told(world, "Olje i elva", categories=[category])
    assert awaits(world, "leader") == [(TO_TELL, "Olje i elva")]
    assert awaits(world, "leader above") == []
    mark_told(
        actor=world.actor("leader"),
        record=record,
        rule=NotificationRule.objects.get(key="acute_pollution"),
    )
    assert awaits(world, "leader") == []


def test_of_harm_to_ones_own_leader_the_next_one_is_to_tell(world: World) -> None:
    record = make.told(world, "Lederen", who="leader")
    Incident.objects.filter(pk=record.pk).update(treatment=Answer.YES)
    assert awaits(world, "leader") == []
    assert awaits(world, "leader above") == [(HURT, "Lederen")]


def test_an_objection_to_a_closed_report_awaits_the_leader_above(world: World) -> None:
    record = make.told(world, "Lukket")
    services.close(
        actor=world.actor("leader"), record=record, message="Ferdig", no_measures_reason="Ingen"
    )
    Objection.objects.create(
        incident=record.incident, text="Nei", by=world.people["safety rep"], at=clock.now()
    )
    assert awaits(world, "leader above") == [(OBJECTION, "Lukket")]
    for who in ("leader", "rector", "hse"):
        assert awaits(world, who) == [], who


def test_at_the_top_the_leader_who_closed_it_answers_it_themselves(world: World) -> None:
    record = make.told(world, "Øverst", unit="UNI")
    services.close(
        actor=world.actor("rector"), record=record, message="Ferdig", no_measures_reason="Ingen"
    )
    Objection.objects.create(
        incident=record.incident, text="Nei", by=world.people["safety rep"], at=clock.now()
    )
    assert awaits(world, "rector") == [(OBJECTION, "Øverst")]


def test_what_the_rector_reported_is_the_hse_departments_to_answer(world: World) -> None:
    record = make.told(world, "Rektors", who="rector", unit="UNI")
    question(world, record).save()
    assert awaits(world, "rector") == []
    assert awaits(world, "hse") == [(QUESTION, "Rektors")]


def test_what_awaits_ones_answer_stands_above_what_is_late(world: World) -> None:
    question(world, make.told(world, "Spørsmål")).save()
    make.told(world, "En annen")
    Record.objects.update(due_on=clock.today() - dt.timedelta(days=9))
    Record.objects.filter(title="Spørsmål").update(due_on=clock.today() + dt.timedelta(days=9))
    sections = about_reports(world.actor("leader"))
    assert [(each.key, each.late) for each in sections] == [
        ("incident_answers", 0),
        ("incidents", 1),
    ]


def awaited(actor: Actor, _limit: int) -> QuerySet[Any, Any]:
    return waiting._open_to(actor)


ROWS = (awaited, lists._late, lists._soon, lists._untouched, lists._begun)


def found_by(statement: Statement) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return sorted(cursor.fetchall())


@pytest.mark.parametrize("rows", ROWS)
def test_a_composed_statement_finds_what_the_question_itself_does(world: World, rows: Rows) -> None:
    world.people["case handler"] = make.person("case handler")
    make.put(world, "case handler", RoleKey.CASE_HANDLER, "FAC")
    for number, unit in enumerate(("CHEM", "PHYS", "LAB", "FAC", "ARTS", "UNI")):
        record = make.told(world, f"Sak {number}", unit=unit, who=EVERYONE[number])
        question(world, record).save()
    services.take_up(actor=world.actor("leader"), record=Record.objects.get(title="Sak 0"))
    Record.objects.filter(title="Sak 1").update(due_on=dt.date(2020, 1, 1))
    Record.objects.filter(title="Sak 2").update(due_on=clock.today())
    found = 0
    for who in EVERYONE:
        actor = world.actor(who)
        answered_by(actor)
        keys = found_by(composed(rows, actor, 100))
        assert keys == found_by(rows(actor, 100).query.sql_with_params()), who
        found += len(keys)
    assert found

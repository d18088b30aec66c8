"""Who hears what is said about a record, and what saying it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import EVERYWHERE, STRANGER, SYSTEM, Actor, ActorKind, code_holder
from vern.core.org.models import Person, Unit
from vern.core.org.services.people import NewPerson, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.kinds import Kind, kinds
from vern.core.records.models import Party, Record
from vern.core.records.services import NewRecord, open_record
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience, said
from vern.core.talk.services import Words, say

CASE = Kind("case", gettext_lazy("Case"), "CASE", "org.administer", lambda pk: f"/cases/{pk}/")
CODE = "f" * 64
TO_REPORTER = Words("Hvor var det?", Audience.REPORTER, asks=True)
INTERNAL = Words("Dette har skjedd før.", Audience.READERS)


@dataclass
class World:
    record: Record
    reporter: Actor
    reader: Actor

    def again(self) -> Record:
        """The record as another request would hold it."""
        found: Record = Record.objects.select_related("unit").get(pk=self.record.pk)
        return found

    def hears(self, actor: Actor) -> set[str]:
        record = self.again()
        return {each.text for each in said(actor, record)}


def somebody(name: str) -> Person:
    return register_person(actor=SYSTEM, new=NewPerson(name, "Prøve", f"{name}@vern.example"))


def is_open(comment: Comment) -> bool:
    """As it stands in the table."""
    return Comment.objects.get(pk=comment.pk).open


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A case that someone reported, and someone who reads all cases."""
    create_unit(
        actor=SYSTEM,
        new=NewUnit("UNI", "institution", Names("Uni")),
        parent=None,
        on=dt.date(2020, 1, 1),
    )
    reporter, reader = somebody("reporter"), somebody("reader")
    with kinds.holding(*kinds, CASE):
        new = NewRecord(kind="case", title="Det lukter", unit=Unit.objects.get())
        yield World(
            open_record(new=new, reporter_id=reporter.pk),
            Actor(ActorKind.PERSON, reporter.pk, "Reporter"),
            Actor(
                ActorKind.PERSON,
                reader.pk,
                "Reader",
                scopes=MappingProxyType({"org.administer": EVERYWHERE}),
            ),
        )


def test_the_reporter_hears_the_dialogue_and_readers_hear_all(world: World) -> None:
    say(actor=world.reader, record=world.record, words=TO_REPORTER)
    say(actor=world.reader, record=world.record, words=INTERNAL)
    assert world.hears(world.reporter) == {TO_REPORTER.text}
    assert world.hears(world.reader) == {TO_REPORTER.text, INTERNAL.text}
    assert world.hears(STRANGER) == set()


def test_who_holds_the_code_hears_what_a_reporter_does(world: World) -> None:
    Party.objects.filter(record=world.record).update(person=None, code_digest=CODE)
    say(actor=world.reader, record=world.record, words=TO_REPORTER)
    say(actor=world.reader, record=world.record, words=INTERNAL)
    assert world.hears(code_holder(CODE)) == {TO_REPORTER.text}
    assert world.hears(code_holder("0" * 64)) == set()
    assert world.hears(world.reporter) == set()


def test_whom_it_is_about_hears_nothing(world: World) -> None:
    say(actor=world.reader, record=world.record, words=TO_REPORTER)
    for actor in (world.reader, world.reporter):
        Party.objects.create(
            record=world.record, person_id=actor.person_id, part=Party.Part.SUBJECT
        )
        assert world.hears(actor) == set()


def test_what_the_reporter_says_answers_every_question_to_them(world: World) -> None:
    first = say(actor=world.reader, record=world.record, words=TO_REPORTER).comment
    other = say(
        actor=world.reader,
        record=world.record,
        words=Words("Når?", Audience.READERS, asks=True, answer_by=clock.today()),
    ).comment
    assert is_open(first)
    reply = Words("Ved vinduet.", Audience.REPORTER, by_reporter=True)
    say(actor=world.reporter, record=world.record, words=reply)
    assert not is_open(first)
    assert is_open(other)
    answer = Words("Nå.", Audience.READERS, answers=other)
    say(actor=world.reader, record=world.record, words=answer)
    assert not is_open(other)


def test_the_same_words_are_said_once_until_some_time_has_passed(world: World) -> None:
    first = say(actor=world.reader, record=world.record, words=INTERNAL)
    again = say(actor=world.reader, record=world.record, words=INTERNAL)
    assert (first.new, again.new) == (True, False)
    assert first.comment == again.comment
    with clock.at(clock.now() + dt.timedelta(minutes=11)):
        assert say(actor=world.reader, record=world.record, words=INTERNAL).new


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words(" \n", Audience.READERS), "text"),
        (
            Words("Når?", Audience.READERS, asks=True, answer_by=dt.date(2020, 1, 1)),
            "answer_by",
        ),
    ],
)
def test_senseless_words_are_refused(world: World, words: Words, field: str) -> None:
    with pytest.raises(Refused) as refused:
        say(actor=world.reader, record=world.record, words=words)
    assert refused.value.field == field
    assert Comment.objects.count() == 0


def test_a_question_about_another_case_is_not_answered_here(world: World) -> None:
    new = NewRecord(kind="case", title="En annen", unit=world.record.unit)
    question = say(actor=world.reader, record=open_record(new=new), words=TO_REPORTER).comment
    with pytest.raises(Refused):
        say(
            actor=world.reader,
            record=world.record,
            words=Words("Ja", Audience.READERS, answers=question),
        )


def test_the_table_lets_no_reporter_speak_among_readers(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(
            record=world.record,
            by_reporter=True,
            audience=Audience.READERS,
            text="x",
            at=clock.now(),
        )

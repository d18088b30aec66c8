"""Words said while a report is sealed: the database itself keeps them from all but the reception and
the one who reported, also where the application forgets to (ADR 0013)."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.queries import striking
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.kernel.testing.shared import once_per_module
from vern.core.org.actors import STRANGER, SYSTEM, Actor
from vern.core.records.acting import acting_as
from vern.core.records.models import Party, Record
from vern.core.records.services import add_party
from vern.core.talk import queries as talk
from vern.core.talk.models import Comment, Confidence

ASKED = "Hvem tok imot pengene?"

shared_world = once_per_module(readers.staffed_world)


def confided(world: World, record: Record | None = None) -> Record:
    """Handed over, and the reception has asked the one who reported."""
    record = record or make.told(world)
    services.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd")
    record.refresh_from_db()
    dialogue.write_to_reporter(actor=world.actor("reception"), record=record, text=ASKED)
    return record


def words_for(actor: Actor, record: Record) -> list[str]:
    """What the table gives, unfiltered."""
    with acting_as(actor):
        return list(
            Confidence.objects.filter(comment__record=record).values_list("text", flat=True)
        )


def test_the_database_gives_them_to_those_who_said_them(world: World) -> None:
    record = confided(world)
    assert words_for(world.actor("reception"), record) == [ASKED]
    assert words_for(world.actor("reporter"), record) == [ASKED]
    assert words_for(SYSTEM, record) == [ASKED]


def test_and_to_nobody_else(world: World) -> None:
    record = confided(world)
    for who in (*LINE, *OTHERS):
        assert words_for(world.actor(who), record) == [], who
    assert words_for(STRANGER, record) == []
    assert not Confidence.objects.exists(), "said by nobody in particular"


def test_whoever_holds_the_code_reads_what_is_said_to_them(world: World) -> None:
    record, client = readers.by_code(world)
    confided(world, record)
    assert ASKED in client.get(f"/incidents/{record.pk}/").content.decode()
    _other, elsewhere = readers.by_code(world, "Noe annet.")
    assert elsewhere.get(f"/incidents/{record.pk}/").status_code == 404


def test_not_to_the_reception_where_it_is_about_them(world: World) -> None:
    record = confided(world)
    add_party(record, world.people["reception"].pk, Party.Part.SUBJECT)
    assert words_for(world.actor("reception"), record) == []


def test_without_the_filter_the_leader_still_gets_no_word(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = confided(world)
    services.hand_back(actor=world.actor("reception"), record=record, message="Ikke varsling")
    leader = world.client("leader")
    url = f"/incidents/{record.pk}/"
    assert ASKED not in leader.get(url).content.decode()
    monkeypatch.setattr(talk, "is_confided_to", lambda actor, record: True)
    heard = talk.said(world.actor("leader"), Record.objects.get(pk=record.pk))
    assert [each.text for each in heard if each.confided] == [""]
    assert ASKED not in leader.get(url).content.decode()


def test_nobody_writes_them_in_the_name_of_another(world: World) -> None:
    record = confided(world)
    comment = Comment.objects.get(record=record)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        acting_as(world.actor("leader")),
    ):
        Confidence.objects.create(comment_id=comment.pk + 1, text="Falskt")
    with acting_as(world.actor("leader")):
        assert Confidence.objects.update(text="Falskt") == 0
    assert words_for(SYSTEM, record) == [ASKED]


def test_the_actor_is_forgotten_with_the_block(world: World) -> None:
    record = confided(world)
    with transaction.atomic():
        assert words_for(world.actor("reception"), record) == [ASKED]
        assert not Confidence.objects.exists()
        with acting_as(world.actor("reception")):
            assert words_for(world.actor("leader"), record) == []
            assert Confidence.objects.exists(), "the outer one acts again"
        with pytest.raises(ZeroDivisionError), acting_as(SYSTEM):
            raise ZeroDivisionError
        assert not Confidence.objects.exists()


def test_a_name_is_struck_out_of_them_too(world: World) -> None:
    record = confided(world)
    dialogue.write_as_reporter(
        actor=world.actor("reporter"), record=record, text="Det var Kari Holm."
    )
    services.hand_back(actor=world.actor("reception"), record=record, message="Ikke varsling")
    record.refresh_from_db()
    (place,) = striking.where(record, re.compile("Kari Holm"))
    assert (place.times, place.before, place.after) == (1, "…", "…")
    services.strike(actor=world.actor("leader"), record=record, words="Kari Holm")
    assert "Kari Holm" not in " ".join(words_for(SYSTEM, record))


def test_a_page_asks_no_more_however_much_is_said(world: World) -> None:
    record, client = confided(world), world.client("reception")
    url = f"/incidents/{record.pk}/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        dialogue.write_to_reporter(
            actor=world.actor("reception"), record=record, text=f"Og dette? {number}"
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 15


def test_the_owner_of_the_tables_does_not_read_them_either(
    owner_connection: psycopg.Connection,
) -> None:
    found = owner_connection.execute(
        "SELECT relname, relforcerowsecurity FROM pg_class WHERE relrowsecurity"
    ).fetchall()
    assert found == [("talk_confidence", True)]

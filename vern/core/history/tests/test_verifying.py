"""What the owner of the database does behind the application's back is found and named."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import psycopg
import pytest
from django.core import mail
from pytest_django import Settings

from vern.core.history import heads, sealing
from vern.core.history.heads import KnownHead, SetBackError
from vern.core.history.models import Seal, TextVersion
from vern.core.history.tasks import seal_history, sweep_history
from vern.core.history.tests.conftest import happen
from vern.core.history.verifying import Walk

pytestmark = pytest.mark.django_db(transaction=True)


TABLES = ("historyline", "textversion", "seal", "textsalt", "strucktext", "chainhead")


@pytest.fixture
def owner(transactional_db: None, owner_connection: psycopg.Connection) -> psycopg.Connection:
    return owner_connection


@pytest.fixture
def lines(transactional_db: None) -> list[int]:
    """Three sealed lines; the second has the first's former name beside it."""
    found = happen()
    sealing.seal()
    return found


def findings(head: KnownHead | None = None) -> list[str]:
    return [str(each) for each in Walk(head).findings()]


TAMPERED = {
    "a changed verb": (
        "UPDATE history_historyline SET verb = 'person.registered' WHERE id = {second}",
        "line {second} (seal 2, person.registered, person {person}): changed since it was sealed",
    ),
    "a changed fact": (
        "UPDATE history_historyline SET facts = '{{\"x\": 1}}' WHERE id = {second}",
        "line {second} (seal 2, person.changed, person {person}): changed since it was sealed",
    ),
    "a changed moment": (
        "UPDATE history_historyline SET at = at + 1 WHERE id = {second}",
        "line {second} (seal 2, person.changed, person {person}): changed since it was sealed",
    ),
    "another actor": (
        "UPDATE history_historyline SET actor_id = person_id WHERE id = {second}",
        "line {second} (seal 2, person.changed, person {person}): changed since it was sealed",
    ),
    "a deleted line": (
        (
            "DELETE FROM history_textversion WHERE line_id = {second};"
            "DELETE FROM history_historyline WHERE id = {second}"
        ),
        "seal 2 (line {second}): the line is missing",
    ),
    "the last line deleted": (
        (
            "DELETE FROM history_textversion WHERE line_id = {third};"
            "DELETE FROM history_historyline WHERE id = {third}"
        ),
        "seal 3 (line {third}): the line is missing",
    ),
    "a line and its seal deleted": (
        (
            "DELETE FROM history_textversion WHERE line_id = {second};"
            "DELETE FROM history_historyline WHERE id = {second};"
            "DELETE FROM history_seal WHERE line = {second}"
        ),
        "seal 2: missing",
    ),
    "the last line and its seal deleted": (
        (
            "DELETE FROM history_textversion WHERE line_id = {third};"
            "DELETE FROM history_historyline WHERE id = {third};"
            "DELETE FROM history_seal WHERE line = {third}"
        ),
        "seal 3: missing at the end",
    ),
    "a changed text": (
        "UPDATE history_textversion SET text = 'Li' WHERE line_id = {second}",
        (
            "line {second} (seal 2, person.changed, person {person}), former text {text}"
            " (family_name): changed since it was sealed"
        ),
    ),
    "a text with another salt": (
        "UPDATE history_textsalt SET salt = sha256('') WHERE version = {text}",
        (
            "line {second} (seal 2, person.changed, person {person}), former text {text}"
            " (family_name): changed since it was sealed"
        ),
    ),
    "a deleted text": (
        "DELETE FROM history_textversion WHERE id = {text}",
        "line {second} (seal 2, person.changed, person {person}), former text {text}: missing",
    ),
    "a text put in": (
        "INSERT INTO history_textversion (line_id, field, text) VALUES ({first}, 'name', 'x')",
        (
            "line {first} (seal 1, person.registered, person {person}), former text {next}"
            " (name): added after its line was sealed"
        ),
    ),
    "a text changed as if it had been struck": (
        (
            "UPDATE history_textversion SET text = 'Li' WHERE id = {text};"
            "INSERT INTO history_strucktext (version) VALUES ({text})"
        ),
        (
            "line {second} (seal 2, person.changed, person {person}), former text {text}"
            " (family_name): changed since it was struck"
        ),
    ),
    "two seals that changed places": (
        (
            "UPDATE history_seal SET line = CASE line WHEN {first} THEN -1 ELSE {first} END"
            " WHERE line IN ({first}, {second});"
            "UPDATE history_seal SET line = {second} WHERE line = -1"
        ),
        "line {second} (seal 1, person.changed, person {person}): changed since it was sealed",
    ),
    "a head that was set back": (
        "UPDATE history_chainhead SET seq = 2",
        "the chain's head: is not the last seal",
    ),
}


def keep(owner: psycopg.Connection) -> None:
    for table in TABLES:
        owner.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE history_{table}")


def put_back(owner: psycopg.Connection) -> None:
    owner.execute(f"TRUNCATE {', '.join(f'history_{table}' for table in TABLES)}")
    for table in TABLES:
        owner.execute(f"INSERT INTO history_{table} SELECT * FROM kept_{table}")  # noqa: S608


def test_whatever_the_owner_changes_is_found_and_named(
    owner: psycopg.Connection, lines: list[int]
) -> None:
    text = TextVersion.objects.get(line=lines[1])
    keep(owner)
    for what, (statements, expected) in TAMPERED.items():
        assert findings() == [], what
        (last,) = owner.execute("SELECT last_value FROM history_textversion_id_seq").fetchone() or (
            0,
        )
        known = {
            **dict(zip(("first", "second", "third"), lines, strict=True)),
            "person": text.line.person_id,
            "text": text.pk,
            "next": last + 1,
        }
        owner.execute(statements.format(**known))
        assert findings()[0] == expected.format(**known), what
        put_back(owner)


def test_one_changed_line_is_one_finding(owner: psycopg.Connection, lines: list[int]) -> None:
    owner.execute("UPDATE history_historyline SET at = 0 WHERE id = %s", [lines[0]])
    assert len(findings()) == 1


# Known outside


def rewrite(owner: psycopg.Connection) -> None:
    """The owner forges a line and writes the whole chain anew, as if it had always been so."""
    owner.execute("TRUNCATE history_seal, history_textsalt")
    owner.execute("UPDATE history_chainhead SET seq = 0, hash = decode(repeat('00', 32), 'hex')")
    owner.execute("UPDATE history_historyline SET at = 0")
    sealing.seal()


def test_a_chain_that_was_written_anew_is_found_by_the_head_that_is_known_outside(
    owner: psycopg.Connection, lines: list[int]
) -> None:
    told = heads.tell()
    assert told is not None
    assert findings(told) == []
    rewrite(owner)
    assert findings() == [], "nothing inside the database shows it"
    assert heads.newest() == told
    assert findings(told) == [
        f"seal 3: not the one that is known outside, told {told.time}: the chain was written anew"
    ]


def test_a_database_that_was_set_back_is_found(
    owner: psycopg.Connection, lines: list[int], heads_file: Path
) -> None:
    seal_history(0)
    happen("Bo", ("Dahl",))
    seal_history(0)
    told = heads.newest()
    assert told is not None
    assert [json.loads(line)["seq"] for line in heads_file.read_text().splitlines()] == [3, 4]
    owner.execute("DELETE FROM history_seal WHERE seq = 4")
    owner.execute(
        "UPDATE history_chainhead SET seq = 3, hash = (SELECT hash FROM history_seal WHERE seq = 3)"
    )
    assert findings() == []
    set_back = f"known outside, told {told.time}; the chain ends at 3: it has been set back"
    assert findings(told) == [f"seal 4: {set_back}"]
    happen("Cai", ("Ek",))
    sealing.seal()
    with pytest.raises(SetBackError, match="Run 'vern verify'"):
        heads.tell()
    assert heads.newest() == told, "what is known outside is not hidden under a newer line"
    assert len(findings(told)) == 1


def test_what_was_cut_off_when_the_machine_stopped_does_not_hurt(
    lines: list[int], heads_file: Path
) -> None:
    told = heads.tell()
    with heads_file.open("a") as file:
        file.write('{"seq": 4, "ha')
    assert heads.newest() == told
    happen("Bo", ("Dahl",))
    sealing.seal()
    heads.tell()
    newest = heads.newest()
    assert newest is not None
    assert newest.seq == 4
    assert findings(newest) == []


def test_nothing_is_told_twice(lines: list[int], heads_file: Path) -> None:
    for _minute in range(3):
        seal_history(0)
    assert heads_file.read_text().count("\n") == 1


def test_the_head_goes_to_a_syslog_server(lines: list[int], settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        settings.VERN_HISTORY_SYSLOG = f"127.0.0.1:{server.getsockname()[1]}"
        told = heads.tell()
        assert f"vern history head {told}" in server.recv(2048).decode()


def test_a_syslog_that_is_not_there_keeps_nobody_from_sealing(
    lines: list[int], settings: Settings
) -> None:
    settings.VERN_HISTORY_SYSLOG = "/nowhere/log"
    assert heads.tell() is not None


def test_the_head_is_mailed_once_a_day_to_whoever_keeps_it(
    lines: list[int], settings: Settings
) -> None:
    sweep_history(0)
    assert mail.outbox == []
    settings.VERN_HISTORY_MAIL = "revisor@vern.example"
    sweep_history(0)
    (sent,) = mail.outbox
    last = Seal.objects.latest("seq")
    assert sent.to == ["revisor@vern.example"]
    given = str(sent.body).split("--head ")[1].split("'")[0]
    assert KnownHead.parse(given) == KnownHead(last.seq, bytes(last.hash).hex())
    assert findings(KnownHead.parse(given)) == []

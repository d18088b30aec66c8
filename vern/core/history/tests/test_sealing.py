"""Lines get their place in one chain, whoever seals and whenever they come."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from vern.core.history import canonical, sealing
from vern.core.history.canonical import BEGINNING, Entry
from vern.core.history.heads import KnownHead
from vern.core.history.models import ChainHead, HistoryLine, Seal, TextSalt, TextVersion
from vern.core.history.services import STRUCK
from vern.core.history.tests.conftest import happen
from vern.core.history.verifying import Walk
from vern.core.kernel import clock
from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import TestServer


def findings() -> list[str]:
    return [str(each) for each in Walk().findings()]


def next_id() -> int:
    """The id that a line gets whose transaction is not yet committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('history_historyline', 'id'))")
        (found,) = cursor.fetchone()
    return int(found)


def again(line: int, *, pk: int | None = None) -> int:
    """The same line once more, under another id."""
    copy = HistoryLine.objects.get(pk=line)
    copy.pk = pk
    copy.save(force_insert=True)
    return copy.pk


def test_every_line_is_sealed_once_in_the_order_in_which_it_came(db: None) -> None:
    lines = happen()
    assert sealing.unsealed() == 3
    assert sealing.seal() == 3
    assert sealing.seal() == 0
    assert list(Seal.objects.values_list("seq", "line")) == list(enumerate(lines, start=1))
    later = happen("Bo", ("Dahl",))
    assert sealing.seal() == 1
    assert Seal.objects.get(seq=4).line == later[0]
    assert sealing.unsealed() == 0
    assert findings() == []


def test_more_lines_than_fit_in_one_go_are_all_sealed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    happen()
    happen("Bo")
    assert sealing.seal() == 6
    assert findings() == []


def test_a_line_that_comes_late_with_a_lower_id_is_not_passed_over(sealed: list[int]) -> None:
    """As when a long transaction commits after shorter ones."""
    late = next_id()
    again(sealed[0])
    sealing.seal()
    again(sealed[0], pk=late)
    assert sealing.seal() == 1
    assert Seal.objects.latest("seq").line == late
    assert findings() == []


def test_a_daily_look_finds_what_every_minute_no_longer_looks_for(sealed: list[int]) -> None:
    late = next_id()
    last = again(sealed[0])
    for _day in range(2):
        sealing.seal(everywhere=True)
    assert ChainHead.objects.get().floor == last
    again(sealed[0], pk=late)
    assert sealing.seal() == 0
    assert sealing.seal(everywhere=True) == 1
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_sealers_at_the_same_time_make_one_chain() -> None:
    for name in ("Ada", "Bo", "Cai", "Dag"):
        happen(name)
    made: list[int] = []

    def work() -> None:
        made.append(sealing.seal())
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(made) == 12
    assert Seal.objects.count() == 12
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_sealed(database_server: TestServer) -> None:
    lines = happen()
    url = database_server.url(django_database.current())
    with psycopg.connect(url) as other:
        other.execute(
            "INSERT INTO history_historyline (person_id, verb, actor_kind, at, facts)"
            " SELECT person_id, verb, actor_kind, at, facts FROM history_historyline WHERE id = %s",
            [lines[0]],
        )
        assert sealing.seal() == 3
        other.rollback()
        assert sealing.seal() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_seal SET at = 0",
        "DELETE FROM history_seal",
        "UPDATE history_textsalt SET version = 0",
        "DELETE FROM history_textsalt",
        "INSERT INTO history_strucktext (version) VALUES (1)",
        "DELETE FROM history_strucktext",
        "DELETE FROM history_chainhead",
        "TRUNCATE history_chainhead",
        "INSERT INTO history_chainhead (id, seq, hash, floor, next_floor) VALUES (1, 0, '', 0, 0)",
    ],
)
def test_the_application_can_only_add_to_the_chain(sealed: list[int], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def strike(version: TextVersion, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT history_strike(%s, %s)", [version.pk, text])


def test_a_struck_text_leaves_the_chain_whole_and_no_trace_of_what_it_was(
    sealed: list[int],
) -> None:
    version = TextVersion.objects.get(line=sealed[1])
    salt = bytes(TextSalt.objects.get(version=version.pk).salt)
    strike(version, STRUCK)
    assert not TextSalt.objects.filter(version=version.pk).exists()
    assert findings() == [], "before it is sealed anew"
    assert sealing.seal() == 1
    assert bytes(TextSalt.objects.get(version=version.pk).salt) != salt
    assert findings() == []
    strike(version, STRUCK)
    sealing.seal()
    assert findings() == []


def test_a_text_that_is_struck_before_it_is_sealed_is_sealed_as_it_is(db: None) -> None:
    lines = happen()
    strike(TextVersion.objects.get(line=lines[1]), STRUCK)
    assert sealing.seal() == 4
    assert findings() == []


# The bytes

facts = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text())


@given(facts, facts)
def test_the_same_facts_give_the_same_hash_and_others_another(
    one: dict[str, object], other: dict[str, object]
) -> None:
    def hashed(content: dict[str, object]) -> bytes:
        entry = Entry(1, 0, {"id": 1, "facts": content}, None, {})
        return canonical.seal(BEGINNING, entry)

    assert hashed(one) == hashed(dict(reversed(one.items())))
    assert (hashed(one) == hashed(other)) == (
        repr(sorted(one.items())) == repr(sorted(other.items()))
    )


def test_the_bytes_are_those_of_the_first_release() -> None:
    """A change here makes every chain that exists broken: give it another number instead."""
    line = {"id": 7, "verb": "unit.moved", "at": 1_700_000_000_000_000, "facts": {"å": "ø", "a": 1}}
    entry = Entry(1, 1_700_000_000_000_001, line, None, {"3": "ab"})
    assert canonical.seal(BEGINNING, entry).hex() == (
        "5ac19c656b5ffdffc92cfa50e55625011832d9c1dd523e1fc83327d1181ac959"
    )
    digest = canonical.text_digest(bytes(16), version=3, field="name", text="Næss")
    assert digest == "4d99129ce9789a3d7aa6617f0d3e8025ca265957c5d3ed1137ac874c6bbee188"


def test_a_salt_hides_even_a_short_text(sealed: list[int]) -> None:
    version = TextVersion.objects.get(line=sealed[1])
    digest = Seal.objects.get(line=sealed[1]).texts[str(version.pk)]
    guesses = {
        canonical.text_digest(bytes(16), version=version.pk, field=version.field, text=name)
        for name in ("Lie", "Moe", "Næss")
    }
    assert digest not in guesses


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001
def test_moments_are_kept_to_the_microsecond(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert clock.moment(clock.microseconds(aware)) == aware
    assert clock.moment(clock.microseconds(aware) + 1) - aware == timedelta(microseconds=1)


@pytest.mark.parametrize("nonsense", ["", "3", ":", "3:", "x:ab", "{}", '{"seq": 3}', "[]", "{"])
def test_nonsense_is_no_head(nonsense: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever its words)
        KnownHead.parse(nonsense)

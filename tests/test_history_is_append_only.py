"""The application can add history and read it, and nothing else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from vern.core.history.models import HistoryLine, TextVersion
from vern.core.history.services import STRUCK
from vern.core.org.actors import SYSTEM
from vern.core.org.services.people import NewPerson, change_person, register_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> HistoryLine:
    person = register_person(actor=SYSTEM, new=NewPerson("Ada", "Lie", "ada@vern.example"))
    change_person(actor=SYSTEM, person=person, new=NewPerson("Ada", "Moe", "ada@vern.example"))
    return HistoryLine.objects.filter(person=person).latest("pk")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_historyline SET verb = 'nothing'",
        "DELETE FROM history_historyline",
        "TRUNCATE history_historyline CASCADE",
        "UPDATE history_textversion SET text = ''",
        "DELETE FROM history_textversion",
        "ALTER TABLE history_historyline DISABLE TRIGGER ALL",
        "DROP TABLE history_textversion",
    ],
)
def test_the_application_cannot_change_what_is_written(line: HistoryLine, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert HistoryLine.objects.get(pk=line.pk).verb == "person.changed"


def strike(version: TextVersion, text: str) -> str:
    """What stands there after the application has asked the function for this text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT history_strike(%s, %s)", [version.pk, text])
    version.refresh_from_db()
    return version.text


def test_a_former_text_can_be_struck_through_the_function_alone(line: HistoryLine) -> None:
    former = line.texts.get()
    for forged in ("", "Moe", "Liv", f"{STRUCK}a", f"a{STRUCK}", f"L%{STRUCK}"):
        assert strike(former, forged) == "Lie", forged
    assert strike(former, f"L{STRUCK}") == f"L{STRUCK}"
    assert HistoryLine.objects.get(pk=line.pk).verb == "person.changed"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE OR REPLACE FUNCTION history_strike(bigint, text) RETURNS void LANGUAGE sql AS ''",
        "ALTER FUNCTION history_strike(bigint, text) SECURITY INVOKER",
        "DROP FUNCTION history_strike(bigint, text)",
    ],
)
def test_the_application_cannot_change_the_function(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_lines_hold_no_free_text_and_the_former_text_lies_beside_them(line: HistoryLine) -> None:
    assert "Lie" not in str(line.facts)
    assert list(TextVersion.objects.filter(line=line).values_list("field", "text")) == [
        ("family_name", "Lie")
    ]


def test_what_has_history_cannot_be_deleted(line: HistoryLine) -> None:
    assert line.person is not None
    with transaction.atomic():
        line.person.delete()
        with pytest.raises(DatabaseError, match="foreign key"):
            connection.check_constraints()
        transaction.set_rollback(True)

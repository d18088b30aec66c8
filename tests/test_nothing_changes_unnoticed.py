"""`vern verify` finds what is changed behind the application's back, and names it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from vern.control.incidents import services
from vern.control.incidents.services.attachments import add_files
from vern.control.incidents.tests import make
from vern.core.files.models import Attachment
from vern.core.files.uploads import receive
from vern.core.history.models import HistoryLine, Seal
from vern.core.history.tasks import seal_history
from vern.core.records.models import Record
from vern.site.commands import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(transactional_db: None, settings: Settings, tmp_path: Path) -> Record:
    """A report with a photo, a file, and a former text; its history is sealed."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VERN_HISTORY_HEADS = tmp_path / "heads.jsonl"
    world = make.world()
    found, leader = make.told(world), world.actor("leader")
    sent = [
        receive(ContentFile(make.photo()), name="a.jpg"),
        receive(ContentFile(b"%PDF-1.7 b"), name="b.pdf"),
    ]
    add_files(actor=leader, record=found, attachments=sent)
    for summary in ("Først dette.", "Så noe annet."):
        services.sum_up(actor=leader, record=found, summary=summary)
    seal_history(0)
    return found


@pytest.fixture
def owner(record: Record, owner_connection: psycopg.Connection) -> psycopg.Connection:
    return owner_connection


def told(capsys: pytest.CaptureFixture[str], *arguments: str, says: int) -> list[str]:
    """What the command writes, with the exit code that it is to give."""
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    assert verify.check(parser.parse_args(arguments)) == says
    return capsys.readouterr().out.splitlines()


def sealed(line: HistoryLine) -> int:
    """The number of the line's seal."""
    return Seal.objects.get(line=line.pk).seq


def test_all_is_in_order(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    history, files = told(capsys, says=0)
    lines = HistoryLine.objects.count()
    assert history.startswith(f"history: in order ({lines} seals, known outside up to {lines}, 0")
    assert files.startswith("files: in order (3 files, ")


def test_a_changed_line_a_deleted_line_and_a_changed_text_are_named(
    record: Record, owner: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *_others, last = HistoryLine.objects.filter(record=record)
    text = last.texts.get()
    owner.execute("UPDATE history_historyline SET actor_id = NULL WHERE id = %s", [first.pk])
    owner.execute("UPDATE history_textversion SET text = 'Aldri' WHERE id = %s", [text.pk])
    found = told(capsys, "--only", "history", says=1)
    assert found[0] == (
        f"history: BROKEN line {first.pk} (seal {sealed(first)}, incident.reported,"
        f" record {record.pk}):"
        " changed since it was sealed"
    )
    assert found[1].startswith(f"history: BROKEN line {last.pk} ")
    assert found[1].endswith(f"former text {text.pk} (summary): changed since it was sealed")
    owner.execute("DELETE FROM history_textversion WHERE line_id = %s", [last.pk])
    owner.execute("DELETE FROM history_historyline WHERE id = %s", [last.pk])
    assert f"history: BROKEN seal {sealed(last)} (line {last.pk}): the line is missing" in told(
        capsys, "--only", "history", says=1
    )


def test_a_database_that_was_set_back_is_found_by_what_is_known_outside(
    record: Record, owner: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    line = HistoryLine.objects.latest("pk")
    last = sealed(line)
    owner.execute("DELETE FROM history_textversion WHERE line_id = %s", [line.pk])
    owner.execute("DELETE FROM history_historyline WHERE id = %s", [line.pk])
    owner.execute("DELETE FROM history_seal WHERE seq = %s", [last])
    owner.execute(
        "UPDATE history_chainhead SET (seq, hash) ="
        " (SELECT seq, hash FROM history_seal ORDER BY seq DESC LIMIT 1)"
    )
    (found, _summary) = told(capsys, "--only", "history", says=1)
    assert found.startswith(f"history: BROKEN seal {last}: known outside, told ")
    assert found.endswith(f"the chain ends at {last - 1}: it has been set back")
    assert told(capsys, "--only", "history", "--head", f"{last}:00", says=1)


def test_changed_missing_and_foreign_files_are_named(
    record: Record, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(settings.MEDIA_ROOT)
    photo, file = Attachment.objects.order_by("pk")
    (root / file.path).chmod(0o600)
    (root / file.path).write_bytes(b"%PDF-1.7 c")  # as long as it was
    (root / photo.small_path).write_bytes(b"another picture")
    (root / photo.path).unlink()
    foreign = root / "ab" / ("ab" * 32)
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_bytes(b"x")
    os.utime(foreign, (0, 0))
    *found, _summary = told(capsys, "--only", "files", says=1)
    assert sorted(found) == sorted(
        [
            f"files: BROKEN {file.path}: changed (file {file.pk} of {record.number})",
            f"files: BROKEN {photo.path}: missing (file {photo.pk} of {record.number})",
            f"files: BROKEN {photo.small_path}: changed (file {photo.pk} of {record.number})",
            f"files: BROKEN ab/{'ab' * 32}: no record has it",
        ]
    )
    *quick, _summary = told(capsys, "--only", "files", "--sizes", says=1)
    assert len(quick) == 2, "lengths say nothing of what was changed within"


def test_nonsense_for_a_head_is_refused(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--head", "nonsense", says=2) == []

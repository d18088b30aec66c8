"""A little history, and what each test does to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from vern.core.history import sealing
from vern.core.history.models import HistoryLine
from vern.core.org.actors import SYSTEM
from vern.core.org.services.people import NewPerson, change_person, register_person


@pytest.fixture(autouse=True)
def heads_file(settings: Settings, tmp_path: Path) -> Path:
    settings.VERN_HISTORY_HEADS = tmp_path / "heads.jsonl"
    return tmp_path / "heads.jsonl"


def happen(given: str = "Ada", names: tuple[str, ...] = ("Lie", "Moe", "Næss")) -> list[int]:
    """A person changes name again and again: ids of the lines, each but the first with a former text."""
    first, *others = names
    email = f"{given.lower()}@vern.example"
    person = register_person(actor=SYSTEM, new=NewPerson(given, first, email))
    for name in others:
        change_person(actor=SYSTEM, person=person, new=NewPerson(given, name, email))
    return list(
        HistoryLine.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
    )


@pytest.fixture
def sealed(db: None) -> list[int]:
    lines = happen()
    sealing.seal()
    return lines

"""A world with closed reports, rules, and lists that are approved: for tests of what is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pytest_django import Settings

from vern.control.incidents import services as incidents
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.editable import content_kinds
from vern.core.org.models import RoleKey
from vern.core.records.models import Record
from vern.hub.content.services import change
from vern.hub.retention import erasing, listing, services
from vern.hub.retention.models import Run

THEN = dt.datetime(2024, 5, 6, 10, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
RULES = content_kinds["retention.rules"]


def make_world() -> World:
    """Two people of the HSE department, and the reception."""
    with clock.at(THEN):
        world = make.world()
        for who, role in (
            ("hse two", RoleKey.HSE_DEPARTMENT),
            ("reception", RoleKey.WHISTLEBLOWING_RECEPTION),
        ):
            world.people[who] = make.person(who)
            make.put(world, who, role, "UNI")
    return world


def as_it_is_now(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """For a fixture: in English, with files and heads of the test's own."""
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VERN_HISTORY_HEADS = tmp_path / "heads.jsonl"
    with clock.at(NOW):
        yield


def closed(world: World, text: str = "Noe falt.", *, at: dt.datetime = THEN) -> Record:
    """A report that was closed then."""
    with clock.at(at):
        found = make.told(world, text)
        incidents.close(
            actor=world.actor("leader"),
            record=found,
            message="Takk.",
            no_measures_reason="Rettet.",
        )
    found.refresh_from_db()
    return found


def decide(world: World, months: int = 12, key: str = "incident_reports") -> None:
    said = {"months": months, "decided_by": "HMS-sjefen, 2026/123"}
    change(actor=world.actor("hse"), kind=RULES, key=key, values=said)


def made(world: World) -> Run:
    run = services.prepare(actor=world.actor("hse"))
    listing.fill(run_id=run.pk)
    run.refresh_from_db()
    return run


def approved(world: World, run: Run | None = None) -> Run:
    """By as many as it takes."""
    run = run or made(world)
    for who in ("hse", "hse two"):
        if services.approve(actor=world.actor(who), run=run, digest=run.digest):
            break
    run.refresh_from_db()
    assert run.state == Run.State.APPROVED
    return run


def a_day_later() -> Any:
    return clock.at(NOW + dt.timedelta(days=1, minutes=1))


Callbacks = Callable[..., Any]


def erase(callbacks: Callbacks) -> int:
    """As the job does, a day after the approval, with what follows a commit."""
    with a_day_later(), callbacks(execute=True):
        return erasing.erase_what_is_due()

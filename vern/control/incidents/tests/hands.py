"""What the tests of who has a report ask and do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from vern.control.incidents.queries.lists import to_answer_for
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment, succeed
from vern.core.records.models import Party, Record

MOST_QUERIES = 15


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def now(record: Record) -> Record:
    found: Record = Record.objects.select_related("unit", "handling_unit").get(pk=record.pk)
    return found


def named(record: Record, part: Party.Part) -> set[str]:
    found = Party.objects.filter(record=record, part=part).select_related("person")
    return {each.person.given_name for each in found if each.person}


def told(record: Record, kind: str) -> list[str]:
    found = Notice.objects.filter(record=record, kind=kind).select_related("person")
    return sorted(each.person.given_name for each in found)


def on_desk(world: World, who: str) -> list[str]:
    return [record.title for record in to_answer_for(world.actor(who), 10, 100).first]


def leaves(world: World, who: str, unit: str) -> None:
    held = Assignment.objects.get(
        person=world.people[who], unit=world.units[unit], role=RoleKey.LEADER
    )
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - dt.timedelta(days=1))


def comes(world: World, who: str, unit: str) -> None:
    succeed(
        actor=SYSTEM,
        person=world.people[who],
        role=RoleKey.LEADER,
        unit=world.units[unit],
        on=clock.today(),
    )


def up(world: World, record: Record, who: str = "leader", reason: str = "Vi har ikke råd.") -> Any:
    return world.client(who).post(at(record, "up"), {"reason": reason})


def down(world: World, record: Record, who: str = "leader above") -> Any:
    return world.client(who).post(at(record, "down"), {"reason": "Prøv selv først."})


def late(world: World, text: str, days: int, **more: Any) -> Record:
    record = make.told(world, text, **more)
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - dt.timedelta(days=days))
    return now(record)

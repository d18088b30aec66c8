"""What the tests of deadlines ask and do."""

from __future__ import annotations

import datetime as dt

from vern.control.incidents.services import representing
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.records.models import Record
from vern.hub.calendar.models import Carrier, Deadline

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
"""Far from any change of the clock."""


def whose(rule: str) -> dict[str, set[str]]:
    """By number of the case, the given names of those who carry its deadline by a rule."""
    found: dict[str, set[str]] = {}
    for row in Deadline.objects.filter(rule=rule).select_related("record"):
        people = Carrier.objects.filter(deadline=row).select_related("person")
        found[row.record.number] = {each.person.given_name.lower() for each in people}
    return found


def days(rule: str) -> list[dt.date]:
    return list(Deadline.objects.filter(rule=rule).values_list("due_on", flat=True))


def asked(world: World, record: Record, by: dt.date) -> None:
    representing.request_answer(
        actor=world.actor("safety rep"), record=record, text="Når?", answer_by=by
    )


def after(count: int) -> dt.datetime:
    return clock.now() + count * DAY


def told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).select_related("person", "record").order_by("pk")
    return [
        (each.person.given_name.lower(), each.record.number if each.record else "") for each in rows
    ]

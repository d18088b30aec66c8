"""The share of those who reported who found the answer good enough."""

from __future__ import annotations

import datetime as dt

from vern.control.incidents import services
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM
from vern.core.records.models import Record
from vern.hub.figures.services import answer


def figure(as_of: dt.date) -> dict[str, object]:
    (row,) = answer("incidents.verdicts", year=2025, as_of=as_of).rows
    return dict(row)


def closed(record: Record) -> None:
    services.close(actor=SYSTEM, record=record, message="Takk", no_measures_reason="Nei")


def test_only_what_was_said_of_answers_that_stand_is_counted(world: World) -> None:
    reporter = world.actor("reporter")
    with clock.at(dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)):
        records = [make.told(world, f"Sak {number}") for number in range(5)]
    with clock.at(dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)):
        for record in records[:4]:
            closed(record)
        services.reject(actor=SYSTEM, record=records[4], reason="Nei")
        dialogue.judge(actor=reporter, record=records[4], good_enough=True)
        dialogue.judge(actor=reporter, record=records[0], good_enough=True)
        dialogue.judge(actor=reporter, record=records[1], good_enough=False, words="Nei")
    with clock.at(dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC)):
        dialogue.judge(actor=reporter, record=records[2], good_enough=True)
        services.reopen(actor=SYSTEM, record=records[1], reason="Igjen")
    assert figure(dt.date(2025, 6, 15)) == {
        "closed": 4,
        "answered": 2,
        "content": 1,
        "percent": 50.0,
    }
    assert figure(dt.date(2025, 12, 31)) == {
        "closed": 3,
        "answered": 2,
        "content": 2,
        "percent": 100.0,
    }


def test_where_nobody_has_said_anything_there_is_no_share(world: World) -> None:
    make.told(world)
    row = figure(dt.date(2025, 12, 31))
    assert row["percent"] is None

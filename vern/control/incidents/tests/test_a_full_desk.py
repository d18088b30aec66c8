"""A desk where everything awaits someone costs no more questions than an empty one may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents.models import Inquiry
from vern.control.incidents.services import learning
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_a_full_page import closed, full, talked_about
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import once_per_module
from vern.core.measures.models import Measure
from vern.core.org.models import RoleKey
from vern.core.records.models import Record

MOST = 15
EVERYONE = (
    "leader",
    "leader above",
    "leader of sibling",
    "rector",
    "safety rep",
    "hse",
    "reporter",
)


def busy() -> World:
    """Reports in every state, measures to do and to judge, questions from others."""
    world = make.world()
    make.put(world, "leader", RoleKey.CASE_HANDLER, "CHEM")
    record = full(world)
    for number in range(3):
        other = make.told(world, f"En ny sak {number}")
        talked_about(world, other)
        make.decided(world, other, f"Noe {number}")
    question = learning.NewInquiry(
        Inquiry.About.choices[0][0],  # type: ignore[arg-type]
        "Gjelder det alle?",
        "Har dere slike?",
        clock.today() + dt.timedelta(days=5),
        list(world.units.values()),
    )
    learning.ask_units(actor=world.actor("leader"), record=record, new=question)
    closed(world, record)
    today = clock.today()
    Measure.objects.filter(origin=record).update(
        done_at=clock.now(), done_by=world.people["leader"], check_on=today
    )
    for number in range(15):
        make.told(world, f"Ubehandlet {number}")
    Record.objects.filter(title__endswith="1").update(due_on=today - dt.timedelta(days=1))
    return world


shared_world = once_per_module(busy)


@pytest.mark.parametrize("who", EVERYONE)
def test_a_full_desk_costs_at_most_fifteen_queries(world: World, who: str) -> None:
    client = world.client(who)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) <= MOST


def test_so_does_that_of_a_leader_who_works_in_the_hse_department(world: World) -> None:
    make.put(world, "leader", RoleKey.HSE_DEPARTMENT, "UNI")
    test_a_full_desk_costs_at_most_fifteen_queries(world, "leader")

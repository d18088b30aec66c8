"""Pages that list reports cost at most fifteen questions, for twenty reports and for 2,000."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents.models import Incident
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests import readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_lists import many
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.records.models import Party, Record, Sensitivity

MOST = 15


def filled(world: World, count: int) -> None:
    """Late suggestions, each with a measure; every third is sealed."""
    many(world, count)
    past = clock.today() - dt.timedelta(days=9)
    Record.objects.update(due_on=past)
    Incident.objects.update(type=IncidentType.SUGGESTION)
    sealed = Record.objects.order_by("pk").values_list("pk", flat=True)[::3]
    Record.objects.filter(pk__in=sealed).update(sensitivity=Sensitivity.SEALED)
    Party.objects.bulk_create(
        Party(record=record, person=world.people["reporter"], part=Party.Part.REPORTER)
        for record in Record.objects.all()
    )
    Measure.objects.bulk_create(
        Measure(
            origin=record,
            unit=record.unit,
            type=Measure.Type.CORRECTIVE,
            title="Hemmelig",
            plan_text="Nytt lokk",
            responsible=world.people["leader"],
            due_on=past,
            decided_at=clock.now(),
        )
        for record in Record.objects.select_related("unit")
    )


@pytest.mark.parametrize("count", [20, 2000])
def test_each_costs_at_most_fifteen_queries(world: World, count: int) -> None:
    world = readers.staffed(world)
    filled(world, count)
    dear = {}
    for who, address in (
        ("leader", "/incidents/overdue/"),
        ("hse", "/incidents/overdue/"),
        ("leader", "/incidents/suggestions/"),
        ("colleague", "/incidents/suggestions/"),
        ("reception", "/whistleblowing/received/"),
        ("committee", "/committee/reports/"),
        ("reporter", "/incidents/mine/"),
        ("leader", "/lessons/"),
        ("leader", "/"),
        ("hse", "/"),
        ("reporter", "/report/?way=incident"),
        ("leader", f"/incidents/{Record.objects.earliest('pk').pk + 1}/similar/"),
    ):
        client = world.client(who)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, (who, address)
        if len(asked) > MOST:
            dear[(who, address)] = len(asked)
    assert dear == {}


def test_so_does_the_page_that_a_code_opens(world: World) -> None:
    record, client = readers.by_code(world)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/incidents/{record.pk}/").status_code == 200
    assert len(asked) <= MOST

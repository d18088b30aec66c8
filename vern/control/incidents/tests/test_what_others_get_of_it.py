"""What stands about a report for those who do not handle it, or do not read it whole."""

from __future__ import annotations

from vern.control.incidents import services
from vern.control.incidents.models import Category, Incident
from vern.control.incidents.queries.learning import suggested_units
from vern.control.incidents.queries.marks import marks
from vern.control.incidents.services import stopping
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World


def test_a_name_for_those_who_handle_it_is_told_to_nobody_else(world: World) -> None:
    record = make.told(world)
    Incident.objects.filter(pk=record.pk).update(name_for_handlers_only=True)
    name = world.people["reporter"].name
    told = {
        who: name in world.client(who).get(f"/incidents/{record.pk}/").content.decode()
        for who in ("leader", "hse", "safety rep")
    }
    assert told == {"leader": True, "hse": True, "safety rep": False}


def test_who_only_sent_it_is_not_told_in_a_list_what_presses(world: World) -> None:
    record = make.told(world, who="leader of sibling")
    stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Avtrekket")
    record.refresh_from_db()
    assert marks(world.actor("leader above"), [record])[record.pk]
    assert not marks(world.actor("leader of sibling"), [record]).get(record.pk)


def test_a_unit_is_not_suggested_for_what_only_named_people_read_there(world: World) -> None:
    category = Category.objects.get(key="fire")
    here, there = (make.told(world, unit=unit, categories=[category]) for unit in ("CHEM", "PHYS"))
    assert suggested_units(here) == [world.units["PHYS"]]
    services.restrict(actor=world.actor("leader of sibling"), record=there)
    assert suggested_units(here) == []

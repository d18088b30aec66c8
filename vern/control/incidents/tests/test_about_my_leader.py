"""A report about one's leader stays out of that leader's hands, and of those who answer to them."""

from __future__ import annotations

from typing import Any

from vern.control.incidents import services
from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, comes, down, named, now, on_desk, told
from vern.control.incidents.tests.make import World
from vern.core.org.models import RoleKey
from vern.core.records.access import may
from vern.core.records.models import Party, Record

ABOUT = Wishes(about_leader=True)


def about(world: World, **more: Any) -> Record:
    return make.told(world, wishes=ABOUT, **more)


def with_case_handler(world: World, unit: str) -> None:
    world.people["handler"] = make.person("handler")
    make.put(world, "handler", RoleKey.CASE_HANDLER, unit)


def test_the_leaders_own_case_handler_does_not_handle_it(world: World) -> None:
    with_case_handler(world, "CHEM")
    record = about(world)
    assert not may(world.actor("handler"), HANDLE, now(record))
    assert on_desk(world, "handler") == []
    assert "Handler" not in told(record, "incident.to_handle")
    assert world.client("handler").post(at(record, "start")).status_code == 403
    other = make.told(world, "Noe annet")
    assert may(world.actor("handler"), HANDLE, now(other))


def test_the_leader_above_can_ask_that_case_handler_anew(world: World) -> None:
    with_case_handler(world, "CHEM")
    record = about(world)
    answer = world.client("leader above").post(
        at(record, "handler"), {"person": str(world.people["handler"].pk)}
    )
    assert answer.status_code == 302
    assert may(world.actor("handler"), HANDLE, now(record))
    assert world.client("handler").post(at(record, "start")).status_code == 302


def test_a_case_handler_of_the_level_above_handles_it(world: World) -> None:
    with_case_handler(world, "FAC")
    record = about(world)
    assert may(world.actor("handler"), HANDLE, now(record))


def test_ones_own_leader_is_kept_out_also_where_another_unit_was_chosen(world: World) -> None:
    record = about(world, unit="LAB")
    assert named(record, Party.Part.SUBJECT) == {"Leader of lab", "Leader"}
    assert now(record).handling_unit.code == "FAC"
    assert world.client("leader").get(at(record)).status_code == 404
    assert on_desk(world, "leader above") == [record.title]


def test_nobody_who_answers_to_that_leader_handles_it(world: World) -> None:
    world.people["student"] = make.person("student")
    make.put(world, "student", RoleKey.EMPLOYEE, "CHEM")
    with_case_handler(world, "LAB")
    record = about(world, unit="LAB", who="student")
    assert not may(world.actor("handler"), HANDLE, now(record))
    answer = down(world, record)
    assert answer.context["form"].non_field_errors() == ["Nobody below may handle it."]
    comes(world, "colleague", "LAB")
    assert now(record).handling_unit.code == "FAC"


def test_ones_own_leader_does_not_get_the_copy_of_those_affected(world: World) -> None:
    record = about(world, unit="ARTS", affected_unit=world.units["CHEM"])
    assert "Leader" in named(record, Party.Part.SUBJECT)
    assert not may(world.actor("leader"), SEE, now(record))


def test_moved_to_the_leaders_unit_it_is_handled_above(world: World) -> None:
    record = about(world, unit="PHYS")
    services.move(actor=world.actor("leader above"), record=record, unit=world.units["CHEM"])
    assert now(record).handling_unit.code == "FAC"
    assert world.client("leader").get(at(record)).status_code == 404


def test_where_nobody_stands_above_the_leader_the_hse_department_has_it(world: World) -> None:
    world.people["adviser"] = make.person("adviser")
    make.put(world, "adviser", RoleKey.EMPLOYEE, "UNI")
    record = about(world, who="adviser")
    assert named(record, Party.Part.SUBJECT) == {"Leader", "Rector"}
    assert now(record).handling_unit.code == "UNI"
    assert on_desk(world, "hse") == [record.title]
    comes(world, "colleague", "CHEM")
    assert now(record).handling_unit.code == "UNI"

"""Whose report it is, who never handles it, and what follows when leaders and units change."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.queries.routing import handler_of
from vern.control.incidents.services import Wishes
from vern.control.incidents.services.hands import follow_the_day
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import (
    at,
    comes,
    leaves,
    named,
    now,
    on_desk,
    told,
)
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import appoint, end_assignment, succeed
from vern.core.org.services.units import merge_units, move_unit
from vern.core.records.models import Party

# Who never handles it


def test_a_leader_does_not_handle_what_they_reported(world: World) -> None:
    record = make.told(world, who="leader")
    assert now(record).handling_unit.code == "FAC"
    assert told(record, "incident.to_handle") == ["Leader above"]
    assert world.client("leader").post(at(record, "start")).status_code == 403


def test_a_leader_whom_it_is_about_neither_sees_nor_handles_it(world: World) -> None:
    chief = make.person("chief")
    world.people["chief"] = chief
    make.put(world, "chief", RoleKey.LOCAL_CHIEF_REP, "FAC")
    record = make.told(world, wishes=Wishes(about_leader=True))
    assert world.client("leader").get(at(record)).status_code == 404
    assert "Chief" in told(record, "incident.copy")
    assert on_desk(world, "leader above") == [record.title]


def test_who_reports_about_the_leader_is_never_the_one_it_is_about(world: World) -> None:
    record = make.told(world, who="leader", wishes=Wishes(about_leader=True))
    assert named(record, Party.Part.SUBJECT) == {"Leader above"}
    assert now(record).handling_unit.code == "UNI"
    assert world.client("leader").get(at(record)).status_code == 200


def test_where_no_leader_is_left_the_hse_department_has_it(world: World) -> None:
    for who, unit in (("leader", "CHEM"), ("leader above", "FAC")):
        leaves(world, who, unit)
    record = make.told(world, who="rector", wishes=Wishes(restricted=True))
    assert handler_of(now(record)) is None
    assert named(record, Party.Part.HANDLER) == {"Hse"}
    assert on_desk(world, "hse") == [record.title]
    assert world.client("hse").post(at(record, "start")).status_code == 302


def test_what_the_hse_department_had_goes_to_a_leader_who_comes(world: World) -> None:
    leaves(world, "leader above", "FAC")
    leaves(world, "leader", "CHEM")
    record = make.told(world, who="rector")
    assert now(record).handling_unit.code == "UNI"
    comes(world, "colleague", "CHEM")
    assert now(record).handling_unit.code == "CHEM"
    assert on_desk(world, "colleague") == [record.title]
    assert on_desk(world, "hse") == []


# When leaders and units change


def test_a_restricted_report_follows_the_post(world: World) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    leaves(world, "leader", "CHEM")
    assert named(record, Party.Part.HANDLER) == {"Leader above"}
    assert world.client("leader").get(at(record)).status_code == 404
    comes(world, "colleague", "CHEM")
    assert "Colleague" in named(record, Party.Part.HANDLER)
    assert world.client("colleague").get(at(record)).status_code == 200


def test_a_closed_restricted_report_follows_the_post_too(world: World) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    services.close(
        actor=world.actor("leader"), record=record, message="Svar", no_measures_reason="x"
    )
    leaves(world, "leader", "CHEM")
    assert named(record, Party.Part.HANDLER) == {"Leader above"}
    Notice.objects.all().delete()
    assert told(record, "incident.to_handle") == []


def test_a_reporter_who_becomes_leader_does_not_get_it(world: World) -> None:
    record = make.told(world, who="colleague")
    comes(world, "colleague", "CHEM")
    assert now(record).handling_unit.code == "FAC"
    assert "Leader above" in told(record, "incident.to_handle")


def test_a_post_dated_ahead_counts_from_its_day(world: World) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    tomorrow = clock.today() + dt.timedelta(days=1)
    succeed(
        actor=SYSTEM,
        person=world.people["colleague"],
        role=RoleKey.LEADER,
        unit=world.units["CHEM"],
        on=tomorrow,
    )
    assert named(record, Party.Part.HANDLER) == {"Leader"}
    with clock.at(clock.now() + dt.timedelta(days=1)):
        follow_the_day()
    assert named(record, Party.Part.HANDLER) == {"Colleague"}


def test_reports_of_a_unit_that_ends_go_to_the_leader_of_its_successor(world: World) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    merge_units(
        actor=SYSTEM,
        units=[world.units["CHEM"]],
        into=world.units["PHYS"],
        on=clock.today(),
    )
    assert named(record, Party.Part.HANDLER) == {"Leader of sibling"}


def test_reports_follow_a_unit_that_moves(world: World) -> None:
    leaves(world, "leader", "CHEM")
    record = make.told(world, wishes=Wishes(restricted=True))
    assert named(record, Party.Part.HANDLER) == {"Leader above"}
    move_unit(actor=SYSTEM, unit=world.units["CHEM"], parent=world.units["PHYS"], on=clock.today())
    assert "Leader of sibling" in named(record, Party.Part.HANDLER)


def test_many_reports_cost_no_more_queries_when_a_leader_comes(world: World) -> None:
    def cost() -> int:
        person = make.person(f"new {Assignment.objects.count()}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            appoint(
                actor=SYSTEM,
                person=person,
                role=RoleKey.LOCAL_CHIEF_REP,
                unit=world.units["FAC"],
                on=clock.today(),
            )
        return len(seen)

    make.told(world, wishes=Wishes(restricted=True))
    few = cost()
    for number in range(5):
        make.told(world, f"nr {number}", wishes=Wishes(restricted=True))
    assert cost() <= few + 1


# Another unit


def test_moving_takes_it_from_those_it_left(world: World) -> None:
    record = make.told(world, affected_unit=world.units["ARTS"], wishes=Wishes(restricted=True))
    services.move(actor=world.actor("leader"), record=record, unit=world.units["PHYS"])
    assert named(record, Party.Part.HANDLER) == {"Leader of sibling"}
    assert world.client("leader").get(at(record)).status_code == 404
    assert world.client("reporter").get(at(record)).status_code == 200


# Someone by name


def test_someone_with_the_written_assignment_gets_it_on_the_desk(world: World) -> None:
    world.people["handler"] = make.person("handler")
    make.put(world, "handler", RoleKey.CASE_HANDLER, "FAC")
    record = make.told(world)
    assert on_desk(world, "handler") == [record.title]
    assert on_desk(world, "leader") == [record.title]
    assert "Handler" in told(record, "incident.to_handle")
    assert world.client("handler").post(at(record, "start")).status_code == 302


def test_a_report_is_given_to_someone_by_name(world: World) -> None:
    record = make.told(world)
    world.people["coordinator"] = make.person("coordinator")
    make.put(world, "coordinator", RoleKey.COORDINATOR, "CHEM")
    client = world.client("leader")
    people = dict(client.get(at(record, "handler")).context["form"].fields["person"].choices)
    assert str(world.people["coordinator"].pk) in people
    assert str(world.people["reporter"].pk) not in people
    for _twice in range(2):
        client.post(at(record, "handler"), {"person": str(world.people["coordinator"].pk)})
    assert told(record, "incident.to_handle") == ["Coordinator", "Leader"]
    assert on_desk(world, "coordinator") == [record.title]
    assert on_desk(world, "leader") == []
    assert world.client("coordinator").post(at(record, "start")).status_code == 302
    client.post(at(record, "handler"), {"person": ""})
    assert named(record, Party.Part.HANDLER) == set()
    assert on_desk(world, "leader") == [record.title]


def test_who_may_not_have_it_cannot_be_chosen(world: World) -> None:
    record = make.told(world)
    answer = world.client("leader").post(
        at(record, "handler"), {"person": str(world.people["reporter"].pk)}
    )
    assert list(answer.context["form"].errors) == ["person"]


def test_who_was_asked_loses_it_with_the_post(world: World) -> None:
    world.people["handler"] = make.person("handler")
    make.put(world, "handler", RoleKey.CASE_HANDLER, "CHEM")
    record = make.told(world, wishes=Wishes(restricted=True))
    services.assign(actor=world.actor("leader"), record=record, person=world.people["handler"])
    held = Assignment.objects.get(person=world.people["handler"])
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - dt.timedelta(days=1))
    assert now(record).owner_id is None
    assert named(record, Party.Part.HANDLER) == {"Leader"}

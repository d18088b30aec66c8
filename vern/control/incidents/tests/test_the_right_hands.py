"""Whose report it is: up a level and back, to someone by name, late ones, and when leaders change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Incident, Stage
from vern.control.incidents.queries.lists import overdue, to_answer_for
from vern.control.incidents.queries.routing import handler_of, hands_of, spells
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services import Wishes
from vern.control.incidents.services.hands import follow_the_day
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import appoint, end_assignment, succeed
from vern.core.org.services.units import merge_units, move_unit
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


# Up a level and back


def up(world: World, record: Record, who: str = "leader", reason: str = "Vi har ikke råd.") -> Any:
    return world.client(who).post(at(record, "up"), {"reason": reason})


def down(world: World, record: Record, who: str = "leader above") -> Any:
    return world.client(who).post(at(record, "down"), {"reason": "Prøv selv først."})


def test_it_is_brought_up_and_both_levels_see_it(world: World) -> None:
    record = make.told(world)
    assert up(world, record)["Location"] == at(record)
    assert now(record).handling_unit.code == "FAC"
    assert now(record).unit.code == "CHEM"
    assert told(record, "incident.to_handle") == ["Leader", "Leader above"]
    assert "Safety rep" in told(record, "incident.level")
    assert told(record, "incident.raised") == ["Reporter"]
    assert on_desk(world, "leader") == []
    assert on_desk(world, "leader above") == [record.title]
    page = world.client("leader").get(at(record)).content.decode()
    assert "Vi har ikke råd." in page
    assert "Vi har ikke råd." not in world.client("reporter").get(at(record)).content.decode()


def test_the_reason_is_a_text_that_can_be_struck_and_no_fact(world: World) -> None:
    record = make.told(world)
    up(world, record)
    line = HistoryLine.objects.get(record=record, verb="incident.raised")
    assert line.facts == {"before": "CHEM", "unit": "FAC"}
    assert TextVersion.objects.get(line=line).text == "Vi har ikke råd."


def test_the_same_form_sent_twice_brings_it_up_once(world: World) -> None:
    record = make.told(world)
    up(world, record)
    client = world.client("leader")
    client.post(at(record, "up"), {"reason": "Vi har ikke råd."})
    assert now(record).handling_unit.code == "FAC"
    assert Stage.objects.filter(incident=record.pk).count() == 2


def test_a_reason_must_be_written(world: World) -> None:
    record = make.told(world)
    answer = up(world, record, reason=" ")
    assert list(answer.context["form"].errors) == ["reason"]
    assert now(record).handling_unit.code == "CHEM"


def test_the_institutions_leader_has_nobody_above(world: World) -> None:
    record = make.told(world)
    up(world, record)
    up(world, record, "leader above", "Dyrt.")
    assert now(record).handling_unit.code == "UNI"
    answer = up(world, record, "rector", "Dyrere.")
    assert answer.context["form"].non_field_errors() == ["Nobody stands above who may handle it."]


def test_it_is_sent_back_to_where_it_came_from(world: World) -> None:
    record = make.told(world)
    up(world, record)
    assert down(world, record)["Location"] == at(record)
    assert now(record).handling_unit.code == "CHEM"
    assert on_desk(world, "leader") == [record.title]
    reasons = list(Stage.objects.filter(incident=record.pk).values_list("reason", flat=True))
    assert reasons == ["reported", "raised", "returned"]


def test_what_was_never_brought_up_cannot_be_sent_back(world: World) -> None:
    record = make.told(world)
    answer = down(world, record, "leader")
    assert answer.context["form"].non_field_errors() == ["Nobody below may handle it."]


def test_it_is_not_sent_back_to_whom_it_is_about(world: World) -> None:
    record = make.told(world, wishes=Wishes(about_leader=True))
    answer = down(world, record)
    assert answer.context["form"].non_field_errors() == ["Nobody below may handle it."]
    assert now(record).handling_unit.code == "FAC"


def test_a_restricted_report_that_is_up_is_read_by_both_and_then_by_the_one_below(
    world: World,
) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    up(world, record)
    assert named(record, Party.Part.HANDLER) == {"Leader above"}
    assert named(record, Party.Part.NAMED) == {"Leader"}
    assert world.client("safety rep").get(at(record)).status_code == 404
    assert down(world, record)["Location"] == "/incidents/"
    assert world.client("leader above").get(at(record)).status_code == 404
    assert world.client("leader").post(at(record, "start")).status_code == 302


def test_time_at_each_level_is_shown(world: World) -> None:
    began = clock.now() - dt.timedelta(days=5)
    with clock.at(began):
        record = make.told(world)
    with clock.at(began + dt.timedelta(days=3, hours=1)):
        services.bring_up(actor=world.actor("leader"), record=record, reason="Hjelp")
    page = world.client("leader above").get(at(record)).content.decode()
    assert "Institutt for kjemi: 3 days" in page
    assert "Fakultet for naturvitenskap: 1 day<" in page


def test_closed_time_is_nobodys(world: World) -> None:
    day = dt.timedelta(days=1)
    began = clock.now() - 10 * day
    with clock.at(began):
        record = make.told(world)
    with clock.at(began + 2 * day):
        services.close(
            actor=world.actor("leader"), record=record, message="Svar", no_measures_reason="x"
        )
    with clock.at(began + 9 * day):
        services.reopen(actor=world.actor("leader"), record=record, reason="Mer")
    incident = Incident.objects.get(pk=record.pk)
    stages, closures = list(incident.stages.all()), list(incident.closures.all())
    (spell,) = spells(stages, closures, clock.now())
    assert spell.days == 3


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


# Deadlines


def late(world: World, text: str, days: int, **more: Any) -> Record:
    record = make.told(world, text, **more)
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - dt.timedelta(days=days))
    return now(record)


def test_the_handler_sets_another_deadline_with_a_reason(world: World) -> None:
    record, day = make.told(world), clock.today() + dt.timedelta(days=50)
    client = world.client("leader")
    answer = client.post(at(record, "deadline"), {"due_on": day.isoformat(), "reason": ""})
    assert list(answer.context["form"].errors) == ["reason"]
    client.post(at(record, "deadline"), {"due_on": day.isoformat(), "reason": "Venter på deler"})
    assert now(record).due_on == day
    page = client.get(at(record)).content.decode()
    assert "Venter på deler" in page


def test_a_deadline_is_never_set_back_in_time(world: World) -> None:
    record = make.told(world)
    past = (clock.today() - dt.timedelta(days=1)).isoformat()
    answer = world.client("leader").post(at(record, "deadline"), {"due_on": past, "reason": "x"})
    assert list(answer.context["form"].errors) == ["due_on"]


def test_late_ones_come_first_on_the_desk_and_are_marked(world: World) -> None:
    make.told(world, "ny")
    late(world, "sen", 3)
    late(world, "senest", 30)
    assert on_desk(world, "leader") == ["senest", "sen", "ny"]
    page = world.client("leader").get("/incidents/").content.decode()
    assert "30 days late" in page


def test_the_list_can_show_late_ones_only(world: World) -> None:
    make.told(world, "ny")
    late(world, "sen", 1)
    rows = world.client("leader").get("/incidents/", {"state": "late"}).context["rows"]
    assert [row.title for row in rows] == ["sen"]


def test_the_overdue_list_is_a_leaders_own_first_and_everyones_for_the_hse_department(
    world: World,
) -> None:
    late(world, "kjemi", 2)
    late(world, "fysikk", 9, unit="PHYS")
    late(world, "eget", 5, who="leader above", unit="FAC")

    def shown(who: str, **query: str) -> list[tuple[str, str, str]]:
        rows = world.client(who).get("/incidents/overdue/", query).context["rows"]
        return [(row["record"].title, row["turn"], row["late"].text) for row in rows]

    assert shown("leader") == [("kjemi", "Leader Prøve", "2 days late")]
    assert shown("leader above") == []
    in_scope = [
        ("fysikk", "Leader of sibling Prøve", "9 days late"),
        ("eget", "Rector Prøve", "5 days late"),
        ("kjemi", "Leader Prøve", "2 days late"),
    ]
    assert shown("hse") == in_scope
    assert shown("rector") == [in_scope[1]]
    assert shown("rector", all="1") == in_scope
    assert shown("leader above", all="1") == in_scope


def test_the_overdue_list_goes_on_to_the_next_page(world: World) -> None:
    for number in range(30):
        late(world, f"nr {number}", 100 - number)
    actor = world.actor("hse")
    first = overdue(actor, own=False)
    second = overdue(actor, own=False, after=first.older)
    titles = [record.title for record in [*first.records, *second.records]]
    assert titles == [f"nr {number}" for number in range(30)]
    assert not second.older
    assert overdue(actor, own=False, after="nonsense_x").records == first.records


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("who", ["leader", "hse", "safety rep"])
def test_the_overdue_list_costs_at_most_fifteen_queries(world: World, who: str, count: int) -> None:
    for number in range(count):
        late(world, f"nr {number}", number + 1)
    client = world.client(who)
    with CaptureQueriesContext(connection) as seen:
        assert len(client.get("/incidents/overdue/").context["rows"]) == count
    assert len(seen) <= MOST_QUERIES


def test_those_who_answer_for_nobody_have_no_overdue_list(world: World) -> None:
    assert world.client("reporter").get("/incidents/overdue/").status_code == 403


@pytest.mark.parametrize("verb", ["up", "down", "handler", "deadline", "merge", "split"])
def test_only_who_may_handle_it_moves_it(world: World, verb: str) -> None:
    record = make.told(world)
    assert world.client("leader of sibling").post(at(record, verb)).status_code == 404
    assert world.client("safety rep").post(at(record, verb)).status_code == 403
    assert world.client("reporter").post(at(record, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["up", "down", "handler", "deadline", "merge"])
def test_every_page_of_it_shows(world: World, verb: str) -> None:
    record = make.told(world)
    client = world.client("leader")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(at(record, verb)).status_code == 200
    assert len(seen) <= MOST_QUERIES
    services.reject(actor=world.actor("leader"), record=record, reason="Nei")
    assert client.get(at(record, verb))["Location"] == at(record)


def test_hands_are_the_same_for_one_as_for_many(world: World) -> None:
    record = make.told(world, wishes=Wishes(about_leader=True))
    out = {world.people["leader"].pk, world.people["reporter"].pk}
    found = hands_of(now(record), out)
    turn = handler_of(now(record))
    assert turn is not None
    assert (found.leads, found.handlers) == (turn.leads.pk, frozenset({turn.person.pk}))
    assert found.passed


# Suggestions


def test_why_a_suggestion_is_refused_reaches_the_proposer(world: World) -> None:
    record = make.told(world, "Flere benker", type_=IncidentType.SUGGESTION)
    world.client("leader").post(at(record, "reject"), {"reason": "Ingen plass i år."})
    assert told(record, "incident.rejected") == ["Reporter"]
    assert "Ingen plass i år." in world.client("reporter").get(at(record)).content.decode()


def test_the_unit_sees_what_was_taken_up_in_neutral_words(world: World) -> None:
    taken = make.told(world, "Hemmelig tittel", type_=IncidentType.SUGGESTION)
    make.decided(world, taken, "Kjøp benker")
    other = make.told(world, "En hendelse")
    make.decided(world, other, "Annet")
    hidden = make.told(
        world, "Lukket", type_=IncidentType.SUGGESTION, wishes=Wishes(restricted=True)
    )
    make.decided(world, hidden, "Skjult")
    page = world.client("colleague").get("/incidents/suggestions/").content.decode()
    assert "Plan: Kjøp benker" in page
    assert "Hemmelig tittel" not in page
    assert "Annet" not in page
    assert "Skjult" not in page

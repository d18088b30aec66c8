"""While someone is away the deputy has their rights and their turn; everything returns by the date."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.control.incidents import services
from vern.control.incidents.services import Wishes
from vern.control.incidents.services.stopping import stop_work
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, on_desk, told
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.history.queries import of_record
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.measures.queries import to_do
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.models import RoleKey
from vern.core.org.services.absences import answer, come_back, say_away
from vern.core.records.models import Party
from vern.core.records.services import add_party

WEEK = dt.timedelta(days=7)


@pytest.fixture
def deputy(world: World) -> World:
    """The leader of chemistry and the safety representative have deputies."""
    world.people["deputy"] = make.person("deputy")
    make.put(world, "deputy", RoleKey.DEPUTY_LEADER, "CHEM")
    return world


def away(world: World, who: str, *, cover: str = "", days: int = 7) -> None:
    today = clock.today()
    absence = say_away(
        actor=world.actor(who),
        person=world.people[who],
        first=today,
        last=today + dt.timedelta(days=days - 1),
        cover=world.people[cover] if cover else None,
    )
    if cover:
        answer(actor=world.actor(cover), absence=absence, accept=True)


def test_the_deputy_has_the_turn_while_the_leader_is_away_and_not_after(deputy: World) -> None:
    record = make.told(deputy)
    assert deputy.client("deputy").get(at(record)).status_code == 404
    away(deputy, "leader")
    assert on_desk(deputy, "deputy") == [record.title]
    assert deputy.client("deputy").post(at(record, "start")).status_code == 302
    with clock.at(clock.now() + WEEK):
        assert deputy.client("deputy").get(at(record)).status_code == 404
        assert on_desk(deputy, "deputy") == []
        assert on_desk(deputy, "leader") == [record.title]


def test_coming_back_early_ends_it_at_once(deputy: World) -> None:
    record = make.told(deputy)
    away(deputy, "leader")
    come_back(actor=deputy.actor("leader"), absence=deputy.people["leader"].absences.get())
    assert deputy.client("deputy").get(at(record)).status_code == 404


def test_what_a_stand_in_does_says_so(deputy: World) -> None:
    record = make.told(deputy)
    away(deputy, "leader")
    deputy.client("deputy").post(at(record, "start"))
    line = HistoryLine.objects.get(record=record, verb="incident.taken_up")
    assert line.facts["instead_of"] == deputy.people["leader"].pk
    assert [each.who for each in of_record(record)][-1] == (
        "Deputy Prøve, standing in for Leader Prøve"
    )
    mine = make.told(deputy, who="deputy", text="Noe annet.")
    reported = HistoryLine.objects.get(record=mine, verb="incident.reported")
    assert "instead_of" not in reported.facts


def test_notices_go_to_the_stand_in(deputy: World) -> None:
    away(deputy, "leader")
    record = make.told(deputy)
    assert told(record, "incident.to_handle") == ["Deputy"]
    mine = make.told(deputy, who="leader", text="Fra lederen selv.")
    assert told(mine, "incident.received") == ["Leader"]


def test_stopped_work_is_told_to_the_stand_in_who_may_decide(deputy: World) -> None:
    record = make.told(deputy)
    away(deputy, "leader")
    stop_work(actor=deputy.actor("safety rep"), record=record, what="Avtrekket er i ustand.")
    assert "Deputy" in told(record, "incident.work_stopped")


def test_what_only_named_people_read_never_follows(deputy: World) -> None:
    record = make.told(deputy, wishes=Wishes(restricted=True))
    away(deputy, "leader", cover="colleague")
    for who in ("deputy", "colleague"):
        assert deputy.client(who).get(at(record)).status_code == 404
    assert told(record, "incident.to_handle") == ["Leader"]


def test_a_case_about_the_leader_is_not_opened_to_who_stands_in_for_them(deputy: World) -> None:
    record = make.told(deputy)
    add_party(record, deputy.people["leader"].pk, Party.Part.SUBJECT)
    away(deputy, "leader")
    assert deputy.client("deputy").get(at(record)).status_code == 404


def test_whistleblowing_never_follows(deputy: World) -> None:
    for who in ("recipient", "cover"):
        deputy.people[who] = make.person(who)
    make.put(deputy, "recipient", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    make.put(deputy, "cover", RoleKey.EMPLOYEE, "CHEM")
    record = make.told(deputy)
    services.hand_over(actor=deputy.actor("leader"), record=record, reason="Et varsel.")
    away(deputy, "recipient", cover="cover")
    away(deputy, "leader")
    for who in ("cover", "deputy", "leader"):
        assert deputy.client(who).get(at(record)).status_code == 404


def test_a_task_by_name_passes_to_the_one_who_accepts(deputy: World) -> None:
    record = make.told(deputy)
    services.assign(actor=deputy.actor("leader"), record=record, person=deputy.people["leader"])
    add_party(record, deputy.people["hse"].pk, Party.Part.HANDLER)
    away(deputy, "hse", cover="colleague")
    assert deputy.client("colleague").get(at(record)).status_code == 200
    with clock.at(clock.now() + WEEK):
        assert deputy.client("colleague").get(at(record)).status_code == 404


def test_a_measure_passes_to_the_one_who_accepts_and_says_whose_it_was(deputy: World) -> None:
    measure = make.decided(deputy, make.told(deputy))
    Measure.objects.update(responsible=deputy.people["safety rep"])
    away(deputy, "safety rep", cover="colleague")
    assert [line.measure for line in to_do(deputy.actor("colleague"), 9)] == [measure]
    done = deputy.client("colleague").post(f"/measures/{measure.pk}/done/", {"comment": ""})
    assert done.status_code == 302
    line = HistoryLine.objects.get(verb="measure.done")
    assert line.facts["instead_of"] == deputy.people["safety rep"].pk


def test_the_one_who_was_asked_and_has_not_accepted_has_nothing(deputy: World) -> None:
    record = make.told(deputy)
    add_party(record, deputy.people["hse"].pk, Party.Part.HANDLER)
    today = clock.today()
    say_away(
        actor=SYSTEM,
        person=deputy.people["hse"],
        first=today,
        last=today,
        cover=deputy.people["colleague"],
    )
    assert not for_person(deputy.people["colleague"]).standing_in
    assert deputy.client("colleague").get(at(record)).status_code == 404


def test_the_one_who_reported_sees_who_stands_in(deputy: World) -> None:
    record = make.told(deputy)
    away(deputy, "leader")
    page = deputy.client("reporter").get(at(record)).content.decode()
    assert "Deputy Prøve stands in while they are away" in page

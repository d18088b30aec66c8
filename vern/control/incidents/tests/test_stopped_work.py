"""A safety representative stops dangerous work; the leader decides in writing (AML § 6-3)."""

from __future__ import annotations

from typing import Any

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import Incident, WorkStop
from vern.control.incidents.queries.voices import to_stop_in
from vern.control.incidents.queries.waiting import waiting_for
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import stopping
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Record


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def text(response: Any) -> str:
    assert response.status_code == 200
    found: str = response.content.decode()
    return found


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def told_of(kind: str) -> list[str]:
    return sorted(each.person.given_name for each in Notice.objects.filter(kind=kind))


def stopped(world: World) -> tuple[Record, WorkStop]:
    record = make.told(world)
    stop = stopping.stop_work(
        actor=world.actor("safety rep"), record=record, what="Avtrekket i 214 er ute."
    )
    return record, stop


def test_the_leader_is_told_at_once_and_it_stands_at_the_top(world: World) -> None:
    record, rep = make.told(world), world.client("safety rep")
    assert list(errors(rep.post(at(record, "stop"), {"text": " "}))) == ["text"]
    for _time in (1, 2):
        assert rep.post(at(record, "stop"), {"text": "Avtrekket er ute."})["Location"] == at(record)
    assert WorkStop.objects.count() == 1
    assert told_of("incident.work_stopped") == ["Leader"]
    page = text(world.client("leader").get(at(record)))
    assert page.index("Dangerous work is stopped") < page.index("Measures</h2>")
    assert "Avtrekket er ute." in page
    assert "Dangerous work is stopped" in text(world.client("leader").get("/"))
    assert "Dangerous work is stopped" not in text(world.client("leader above").get("/"))
    assert "Avtrekket er ute." not in text(world.client("reporter").get(at(record)))


@pytest.mark.parametrize("who", ["leader", "hse"])
def test_nothing_ends_before_the_leader_has_decided(world: World, who: str) -> None:
    record, _stop = stopped(world)
    client = world.client(who)
    for verb, typed in (
        ("close", {"message": "Ferdig", "no_measures_reason": "Nei"}),
        ("reject", {"reason": "Nei"}),
    ):
        answer = client.post(at(record, verb), typed)
        assert "Dangerous work is stopped" in errors(answer)["__all__"][0]
        for name, value in typed.items():
            assert answer.context["form"][name].value() == value
    with pytest.raises(Refused, match="Dangerous work is stopped"):
        services.merge(actor=world.actor(who), record=record, into=make.told(world, "En til"))
    assert Incident.objects.get(record=record).state == IncidentState.RECEIVED


def test_the_decision_keeps_words_name_and_time_and_lets_it_be_closed(world: World) -> None:
    record, stop = stopped(world)
    leader = world.client("leader")
    address = at(record, f"stop/{stop.pk}")
    assert "Avtrekket i 214 er ute." in text(leader.get(address))
    assert list(errors(leader.post(address, {"text": ""}))) == ["goes_on", "text"]
    for _time in (1, 2):
        typed = {"goes_on": "yes", "text": "Går igjen fra mandag, når avtrekket er målt."}
        leader.post(address, typed)
    stop.refresh_from_db()
    assert stop.decision == "Går igjen fra mandag, når avtrekket er målt."
    assert stop.decided_by == world.people["leader"]
    assert stop.decided_at is not None
    assert told_of("incident.stop_decided") == ["Safety rep"]
    page = text(world.client("safety rep").get(at(record)))
    assert "Går igjen fra mandag" in page
    assert "Leader Prøve" in page
    assert "Dangerous work is stopped" not in text(leader.get("/"))
    services.close(
        actor=world.actor("leader"), record=record, message="Takk", no_measures_reason="Nei"
    )
    assert Incident.objects.get(record=record).state == IncidentState.CLOSED


def test_a_written_no_lets_the_stop_stand(world: World) -> None:
    record, stop = stopped(world)
    leader = world.client("leader")
    leader.post(at(record, f"stop/{stop.pk}"), {"goes_on": "no", "text": "Vern mangler ennå."})
    stop.refresh_from_db()
    assert stop.decided_at is None
    assert told_of("incident.stop_upheld") == ["Safety rep"]
    assert told_of("incident.stop_decided") == []
    assert waiting_for(world.actor("leader"), 10, 10).count == 0
    assert "Decide that it can go on" in text(leader.get(at(record)))
    page = text(world.client("safety rep").get(at(record)))
    assert "The leader has decided that the stopped work cannot go on yet." in page
    assert "Dangerous work is stopped" in page
    assert "Vern mangler ennå." in page
    with pytest.raises(Refused, match="Dangerous work is stopped"):
        services.close(
            actor=world.actor("leader"), record=record, message="Takk", no_measures_reason="Nei"
        )
    leader.post(at(record, f"stop/{stop.pk}"), {"goes_on": "yes", "text": "Vernet er på."})
    assert WorkStop.objects.get(pk=stop.pk).decided_at is not None
    assert told_of("incident.stop_decided") == ["Safety rep"]
    assert "The leader decided that the work can go on" in text(leader.get(at(record)))


def test_another_decision_does_not_replace_the_first(world: World) -> None:
    record, stop = stopped(world)
    leader = world.client("leader")
    leader.post(at(record, f"stop/{stop.pk}"), {"goes_on": "yes", "text": "Vent."})
    answer = leader.post(at(record, f"stop/{stop.pk}"), {"goes_on": "yes", "text": "Gå."})
    assert "already decided" in errors(answer)["__all__"][0]
    stop.refresh_from_db()
    assert stop.decision == "Vent."


def test_only_a_leader_decides(world: World) -> None:
    record, stop = stopped(world)
    world.people["case handler"] = make.person("case handler")
    make.put(world, "case handler", RoleKey.CASE_HANDLER, "CHEM")
    address = at(record, f"stop/{stop.pk}")
    for who in ("safety rep", "hse", "case handler", "reporter"):
        assert (
            world.client(who).post(address, {"goes_on": "yes", "text": "Gå."}).status_code == 403
        ), who
    for who in ("colleague", "leader of sibling"):
        assert (
            world.client(who).post(address, {"goes_on": "yes", "text": "Gå."}).status_code == 404
        ), who
    world.client("leader above").post(address, {"goes_on": "yes", "text": "Gå."})
    stop.refresh_from_db()
    assert stop.decided_by == world.people["leader above"]


def test_where_no_leader_is_left_the_hse_department_decides(world: World) -> None:
    record = make.told(world, unit="UNI", who="rector")
    make.put(world, "safety rep", RoleKey.MAIN_CHIEF_REP, "UNI")
    stop = stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Stopp")
    world.client("hse").post(at(record, f"stop/{stop.pk}"), {"goes_on": "yes", "text": "Vent."})
    stop.refresh_from_db()
    assert stop.decided_by == world.people["hse"]


def test_a_stop_that_moves_is_told_to_who_must_now_decide_and_who_stopped_it(world: World) -> None:
    record, stop = stopped(world)
    services.move(actor=world.actor("leader"), record=record, unit=world.units["PHYS"])
    assert told_of("incident.stop_moved") == ["Leader of sibling", "Safety rep"]
    assert "Dangerous work is stopped" in text(world.client("leader of sibling").get("/"))
    assert "Dangerous work is stopped" in text(world.client("safety rep").get(at(record)))
    world.client("leader of sibling").post(
        at(record, f"stop/{stop.pk}"), {"goes_on": "yes", "text": "Vent."}
    )
    assert told_of("incident.stop_decided") == ["Safety rep"]


def test_a_stop_is_not_recorded_twice_nor_on_a_closed_report(world: World) -> None:
    record, _stop = stopped(world)
    rep = world.client("safety rep")
    assert at(record, "stop") not in text(rep.get(at(record)))
    answer = rep.post(at(record, "stop"), {"text": "Noe annet"})
    assert "already stopped" in errors(answer)["__all__"][0]
    other = make.told(world, "En annen")
    services.reject(actor=world.actor("leader"), record=other, reason="Nei")
    answer = rep.post(at(other, "stop"), {"text": "Farlig"})
    assert "closed" in errors(answer)["__all__"][0]


def test_what_the_reporter_stopped_is_said_to_the_handler(world: World) -> None:
    record = make.told(world, stopped_work=True)
    assert "The work was stopped" in text(world.client("leader").get(at(record)))
    services.close(
        actor=world.actor("leader"), record=record, message="Takk", no_measures_reason="Nei"
    )
    assert Incident.objects.get(record=record).state == IncidentState.CLOSED


START = "Record a stop of dangerous work"


def test_a_representative_finds_the_way_from_their_desk_to_the_report_that_it_is_about(
    world: World,
) -> None:
    here, elsewhere = make.told(world, "Avtrekket"), make.told(world, "Fjernt", unit="ARTS")
    already, _stop = stopped(world)
    ended = make.told(world, "Ferdig")
    services.reject(actor=world.actor("leader"), record=ended, reason="Nei")
    rep = world.client("safety rep")
    assert 'href="/incidents/stop/"' in text(rep.get("/"))
    page = text(rep.get("/incidents/stop/"))
    assert at(here, "stop") in page
    for other in (elsewhere, already, ended):
        assert at(other, "stop") not in page
    assert "/report/?channel=hse" in page


@pytest.mark.parametrize("who", ["leader", "hse", "reporter", "rector"])
def test_nobody_else_has_that_way(world: World, who: str) -> None:
    client = world.client(who)
    assert client.get("/incidents/stop/").status_code == 403
    assert START not in text(client.get("/"))
    assert START not in text(client.get(at(make.told(world))))


def test_the_way_leads_to_nothing_that_only_named_people_read(world: World) -> None:
    record = make.told(world, "Mellom oss")
    rep = world.actor("safety rep")
    assert to_stop_in(rep) == [record]
    services.restrict(actor=world.actor("leader"), record=record)
    assert to_stop_in(rep) == []


def test_the_way_stands_at_the_top_of_the_report_while_it_is_open_and_none_stands(
    world: World,
) -> None:
    record, rep = make.told(world), world.client("safety rep")
    page = text(rep.get(at(record)))
    assert page.count(START) == 1
    assert page.index(START) < page.index("Measures</h2>")
    rep.post(at(record, "stop"), {"text": "Avtrekket er ute."})
    assert START not in text(rep.get(at(record)))


def test_the_receipt_leads_a_representative_on_to_the_stop(world: World) -> None:
    own = make.told(world, "Min", who="safety rep")
    assert at(own, "stop") in text(world.client("safety rep").get(f"/report/sent/{own.pk}/"))
    other = make.told(world, "En annens")
    assert at(other, "stop") not in text(world.client("reporter").get(f"/report/sent/{other.pk}/"))


def test_the_way_costs_the_same_for_few_and_for_many(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(14):
        make.told(world, f"nr {number}")
    rep = world.client("safety rep")
    with django_assert_max_num_queries(15):
        page = text(rep.get("/incidents/stop/"))
    assert page.count('/stop/">nr ') == 10

"""The safety representative's voice: comments, questions with a day, objections to closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import Closure, Incident, Objection, ReportingPolicy
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import protecting, representing
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.units import Names
from vern.core.records.models import Record
from vern.core.talk.models import Comment


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


def desk(world: World, who: str) -> str:
    return text(world.client(who).get("/"))


def closed(world: World, record: Record, who: str = "leader") -> None:
    services.close(
        actor=world.actor(who), record=record, message="Ryddet.", no_measures_reason="Nei"
    )


def sibling_rep(world: World) -> None:
    """A safety representative at physics, which is beside chemistry."""
    area = draw_area(
        actor=SYSTEM,
        code="PHYS-1",
        names=Names("Fysikk"),
        unit=world.units["PHYS"],
        parts=[AreaPart(unit=world.units["PHYS"])],
    )
    world.people["rep of sibling"] = make.person("rep of sibling")
    make.put(world, "rep of sibling", RoleKey.SAFETY_REP, "PHYS", area)


# Comments


def test_a_comment_is_read_by_those_who_read_it_whole_and_not_by_the_reporter(
    world: World,
) -> None:
    record, rep = make.told(world), world.client("safety rep")
    assert rep.post(at(record, "comment"), {"text": "Dette har skjedd før."})["Location"]
    assert told_of("incident.commented") == ["Leader"]
    for who in ("leader", "leader above", "hse", "safety rep"):
        assert "Dette har skjedd før." in text(world.client(who).get(at(record)))
    assert "Dette har skjedd før." not in text(world.client("reporter").get(at(record)))


def test_who_has_taken_part_is_told_of_the_next_comment(world: World) -> None:
    record = make.told(world)
    representing.comment(actor=world.actor("safety rep"), record=record, text="Én")
    for _time in (1, 2):
        representing.comment(actor=world.actor("leader above"), record=record, text="To")
    assert told_of("incident.commented") == ["Leader", "Leader", "Safety rep"]
    assert Comment.objects.count() == 2


# Questions with a day


def in_days(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def test_a_question_lies_on_the_leaders_desk_until_it_is_answered(world: World) -> None:
    record, rep, leader = make.told(world), world.client("safety rep"), world.client("leader")
    rep.post(at(record, "question"), {"text": "Når kommer vifta?", "answer_by": in_days(3)})
    assert told_of("incident.answer_requested") == ["Leader"]
    assert "Question from the safety representative" in desk(world, "leader")
    for who in ("leader above", "safety rep", "hse"):
        assert "Question from the safety representative" not in desk(world, who)
    question = Comment.objects.get()
    assert "Når kommer vifta?" in text(leader.get(at(record, f"question/{question.pk}")))
    for _time in (1, 2):
        leader.post(at(record, f"question/{question.pk}"), {"text": "På fredag."})
    assert told_of("incident.request_answered") == ["Safety rep"]
    assert Comment.objects.count() == 2
    assert "Question from the safety representative" not in desk(world, "leader")
    page = text(rep.get(at(record)))
    assert page.index("Når kommer vifta?") < page.index("På fredag.")
    assert "Awaits an answer" not in page


def test_a_question_that_is_not_answered_in_time_is_marked_late(world: World) -> None:
    record = make.told(world)
    representing.request_answer(
        actor=world.actor("safety rep"), record=record, text="Når?", answer_by=clock.today()
    )
    assert "Late" not in text(world.client("leader").get(at(record)))
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert "Late" in text(world.client("leader").get(at(record)))
        page = desk(world, "leader")
        assert page.index("Late") < page.index("Question from the safety representative")


def test_a_question_takes_words_and_a_day_to_come(world: World) -> None:
    record, rep = make.told(world), world.client("safety rep")
    wrong = rep.post(at(record, "question"), {"text": "Når?", "answer_by": in_days(-1)})
    assert list(errors(wrong)) == ["answer_by"]
    assert wrong.context["form"]["text"].value() == "Når?"
    assert set(errors(rep.post(at(record, "question")))) == {"text", "answer_by"}
    assert Comment.objects.count() == 0


def test_a_reply_belongs_to_a_question_of_this_report(world: World) -> None:
    record, other = make.told(world), make.told(world, "En annen")
    asked = representing.request_answer(
        actor=world.actor("safety rep"), record=other, text="Når?", answer_by=clock.today()
    )
    said = representing.comment(actor=world.actor("safety rep"), record=record, text="Hm")
    leader = world.client("leader")
    for pk in (asked.pk, said.pk, 999_999):
        assert leader.post(at(record, f"question/{pk}"), {"text": "Nå"}).status_code == 404


# Who may


def test_a_representative_elsewhere_does_not_know_of_it(world: World) -> None:
    sibling_rep(world)
    record, client = make.told(world), world.client("rep of sibling")
    for verb in ("", "comment", "question", "object", "stop"):
        assert client.get(at(record, verb)).status_code == 404, verb
    for verb in ("comment", "question", "object", "stop"):
        assert client.post(at(record, verb), {"text": "x"}).status_code == 404, verb


@pytest.mark.parametrize("who", ["leader", "leader above", "rector", "hse", "reporter"])
def test_only_representatives_speak_as_such(world: World, who: str) -> None:
    record, client = make.told(world), world.client(who)
    for verb in ("question", "object", "stop"):
        assert client.post(at(record, verb), {"text": "x"}).status_code == 403, verb
        assert at(record, verb) not in text(client.get(at(record)))
    assert Objection.objects.count() == 0


def test_a_representative_handles_nothing(world: World) -> None:
    record, rep = make.told(world), world.client("safety rep")
    objection = representing.object_to_closing(
        actor=world.actor("safety rep"), record=record, text="Nei"
    )
    answer = rep.post(at(record, f"objection/{objection.pk}"), {"text": "Jo"})
    assert answer.status_code == 403


def test_representatives_of_those_affected_have_a_voice_too(world: World) -> None:
    sibling_rep(world)
    record = make.told(world, affected_unit=world.units["PHYS"])
    rep = world.client("rep of sibling")
    assert rep.post(at(record, "object"), {"text": "Ikke trygt for oss."})["Location"]
    assert Objection.objects.get().by == world.people["rep of sibling"]


def test_a_sealed_report_has_no_representative(world: World) -> None:
    record = make.told(world)
    world.people["reception"] = make.person("reception")
    make.put(world, "reception", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    protecting.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd")
    for verb in ("comment", "question", "object", "stop"):
        answer = world.client("safety rep").post(at(record, verb), {"text": "x"})
        assert answer.status_code == 404, verb


# Objections


def test_nothing_is_closed_or_rejected_while_an_objection_stands(world: World) -> None:
    record, leader = make.told(world), world.client("leader")
    for _time in (1, 2):
        world.client("safety rep").post(at(record, "object"), {"text": "Vifta går ikke."})
    assert told_of("incident.objected") == ["Leader"]
    assert "Objection to closing" in desk(world, "leader")
    for verb, typed in (
        ("close", {"message": "Ferdig", "no_measures_reason": "Nei"}),
        ("reject", {"reason": "Nei"}),
    ):
        answer = leader.post(at(record, verb), typed)
        assert "objects to closing" in errors(answer)["__all__"][0]
    other = make.told(world, "En annen")
    with pytest.raises(Refused, match="objects to closing"):
        services.merge(actor=world.actor("leader"), record=record, into=other)
    objection = Objection.objects.get()
    assert errors(leader.post(at(record, f"objection/{objection.pk}"), {"text": ""}))
    for _time in (1, 2):
        leader.post(at(record, f"objection/{objection.pk}"), {"text": "Den går nå."})
    assert told_of("incident.objection_answered") == ["Safety rep"]
    assert "Objection to closing" not in desk(world, "leader")
    closed(world, record)
    assert Incident.objects.get(record=record).state == IncidentState.CLOSED
    page = text(world.client("safety rep").get(at(record)))
    assert "Vifta går ikke." in page
    assert "Den går nå." in page


def test_one_waits_for_the_answer_before_one_objects_again(world: World) -> None:
    record, rep = make.told(world), world.client("safety rep")
    rep.post(at(record, "object"), {"text": "Nei."})
    assert at(record, "object") not in text(rep.get(at(record)))
    assert (
        "Wait for the answer" in errors(rep.post(at(record, "object"), {"text": "Nei!"}))["text"][0]
    )


def test_of_a_closed_report_the_leader_above_answers_and_may_open_it(world: World) -> None:
    record = make.told(world)
    closed(world, record)
    world.client("safety rep").post(at(record, "object"), {"text": "Det lukter."})
    assert told_of("incident.objected") == ["Leader", "Leader above"]
    assert "Objection to closing" in desk(world, "leader above")
    for who in ("leader", "rector", "hse"):
        assert "Objection to closing" not in desk(world, who)
    objection = Objection.objects.get()
    address = at(record, f"objection/{objection.pk}")
    assert world.client("leader").post(address, {"text": "Nei"}).status_code == 403
    assert world.client("hse").post(address, {"text": "Nei"}).status_code == 403
    assert "leader above is to answer" in text(world.client("leader").get(at(record)))
    above = world.client("leader above")
    assert list(errors(above.post(address, {"agrees": "on"}))) == ["text"]
    for _time in (1, 2):
        above.post(address, {"text": "Enig, vi må se igjen.", "agrees": "on"})
    assert Incident.objects.get(record=record).state == IncidentState.IN_WORK
    closure = Closure.objects.get()
    assert closure.message == "Ryddet."
    assert closure.reopened_reason == "Enig, vi må se igjen."
    assert "Ryddet." in text(world.client("reporter").get(at(record)))
    assert told_of("incident.objection_answered") == ["Safety rep"]


def test_the_leader_above_may_answer_and_let_it_stay_closed(world: World) -> None:
    record = make.told(world)
    closed(world, record)
    objection = representing.object_to_closing(
        actor=world.actor("safety rep"), record=record, text="Nei"
    )
    above = world.actor("leader above")
    representing.answer_objection(actor=above, record=record, objection=objection, text="Målt nå.")
    assert Incident.objects.get(record=record).state == IncidentState.CLOSED
    with pytest.raises(Refused, match="already answered"):
        representing.answer_objection(actor=above, record=record, objection=objection, text="Nei")


def test_where_the_top_has_closed_it_the_top_answers(world: World) -> None:
    record = make.told(world, unit="UNI", who="colleague")
    make.put(world, "safety rep", RoleKey.MAIN_CHIEF_REP, "UNI")
    closed(world, record, "rector")
    objection = representing.object_to_closing(
        actor=world.actor("safety rep"), record=record, text="Nei"
    )
    assert "Objection to closing" in desk(world, "rector")
    world.client("rector").post(at(record, f"objection/{objection.pk}"), {"text": "Jo"})
    assert Objection.objects.get().answer == "Jo"


def test_one_may_object_to_a_closing_only_for_some_days(world: World) -> None:
    ReportingPolicy.objects.update_or_create(pk=1, defaults={"days_to_object": 3})
    record, rep = make.told(world), world.client("safety rep")
    closed(world, record)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert at(record, "object") in text(rep.get(at(record)))
    with clock.at(clock.now() + dt.timedelta(days=4)):
        assert at(record, "object") not in text(rep.get(at(record)))
        answer = rep.post(at(record, "object"), {"text": "Nei"})
        assert "more than 3 days ago" in errors(answer)["__all__"][0]
    assert Objection.objects.count() == 0


def test_an_objection_to_a_closing_stands_when_it_is_opened_again(world: World) -> None:
    record = make.told(world)
    closed(world, record)
    representing.object_to_closing(actor=world.actor("safety rep"), record=record, text="Nei")
    services.reopen(actor=world.actor("leader"), record=record, reason="Igjen")
    assert "Objection to closing" in desk(world, "leader")
    with pytest.raises(Refused, match="objects to closing"):
        closed(world, record)


def test_the_history_keeps_that_it_happened_not_the_words(world: World) -> None:
    record, rep = make.told(world), world.actor("safety rep")
    representing.comment(actor=rep, record=record, text="Hemmelig")
    objection = representing.object_to_closing(actor=rep, record=record, text="Hemmelig")
    representing.answer_objection(
        actor=world.actor("leader"), record=record, objection=objection, text="Hemmelig"
    )
    lines = HistoryLine.objects.filter(record=record)
    assert {"incident.commented", "incident.objected", "incident.objection_answered"} <= {
        line.verb for line in lines
    }
    assert not [line for line in lines if "Hemmelig" in str(line.facts)]

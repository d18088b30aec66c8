"""The dialogue with the one who reported, also without a name, and whether the answer was enough."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from vern.control.incidents import services
from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.measures.services import complete
from vern.core.notices.models import Notice
from vern.core.org.actors import STRANGER, code_holder
from vern.core.org.middleware import CODE
from vern.core.records.models import Record
from vern.core.talk.models import Comment


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def text(response: Any) -> str:
    assert response.status_code == 200
    found: str = response.content.decode()
    return found


def told_of(kind: str) -> list[str]:
    return sorted(each.person.given_name for each in Notice.objects.filter(kind=kind))


def nameless(world: World) -> tuple[Record, AuditedClient]:
    """A report without a name, and the browser of whoever holds its code."""
    key = uuid4()
    draft = services.Draft("Det lukter.", world.units["CHEM"], IncidentType.HAZARDOUS_CONDITION)
    record = services.report(actor=STRANGER, draft=draft, key=key)
    client = AuditedClient()
    session = client.session
    session[CODE] = digest(code_for(key))
    session.save()
    return record, client


def closed(world: World, record: Record, message: str = "Vi har ryddet.") -> None:
    services.close(
        actor=world.actor("leader"), record=record, message=message, no_measures_reason="Nei"
    )


def test_a_question_is_asked_answered_and_both_are_told(world: World) -> None:
    record, leader, reporter = make.told(world), world.client("leader"), world.client("reporter")
    answer = leader.post(at(record, "ask"), {"text": "Hvilket avtrekk?", "asks": "on"})
    assert answer["Location"] == at(record)
    assert told_of("incident.asked") == ["Reporter"]
    assert told_of("incident.taken_up") == []
    assert Incident.objects.get(record=record).state == IncidentState.IN_WORK
    page = text(reporter.get(at(record)))
    assert "You have been asked about your report" in page
    assert page.index("Hvilket avtrekk?") < page.index("What has happened with it")
    assert "Leader Prøve" in page
    reporter.post(at(record, "answer"), {"text": "Det ved vinduet."})
    assert told_of("incident.reporter_wrote") == ["Leader"]
    page = text(reporter.get(at(record)))
    assert "You have been asked" not in page
    assert "Det ved vinduet." in page
    assert "Det ved vinduet." in text(leader.get(at(record)))


def test_who_asked_is_told_of_the_answer_also_when_another_handles_it(world: World) -> None:
    record = make.told(world)
    dialogue.write_to_reporter(actor=world.actor("hse"), record=record, text="Når?")
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="I går.")
    assert told_of("incident.reporter_wrote") == ["Hse", "Leader"]


def test_words_that_ask_for_nothing_leave_no_question(world: World) -> None:
    record = make.told(world)
    world.client("leader").post(at(record, "ask"), {"text": "Takk for tipset."})
    page = text(world.client("reporter").get(at(record)))
    assert "You have been asked" not in page
    assert "Takk for tipset." in page
    assert told_of("incident.told_reporter") == ["Reporter"]


def test_who_holds_the_code_is_asked_and_answers_without_a_name(world: World) -> None:
    record, holder = nameless(world)
    dialogue.write_to_reporter(actor=world.actor("leader"), record=record, text="Hvilket rom?")
    assert "Hvilket rom?" in text(holder.get(at(record, "answer")))
    holder.post(at(record, "answer"), {"text": "Rom 214."})
    said = Comment.objects.get(by_reporter=True)
    assert (said.text, said.author, said.open) == ("Rom 214.", None, False)
    page = text(world.client("leader").get(at(record)))
    assert "Rom 214." in page
    assert "the one who reported" in page
    assert told_of("incident.reporter_wrote") == ["Leader"]


def test_a_code_opens_no_other_report_and_none_of_the_handlers_pages(world: World) -> None:
    record, holder = nameless(world)
    other = make.told(world)
    for verb in ("answer", "not-good-enough"):
        assert holder.get(at(other, verb)).status_code == 404
    for verb in ("ask", "comment", "object", "stop", "question"):
        answer = holder.post(at(record, verb), {"text": "x"})
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    assert AuditedClient().get(at(record, "answer")).status_code == 302
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("who", ["colleague", "leader of sibling", "leader of lab"])
def test_who_does_not_see_it_cannot_speak_in_it(world: World, who: str) -> None:
    record, client = make.told(world), world.client(who)
    for verb in ("ask", "answer", "good-enough", "not-good-enough", "work-goes-on", "comment"):
        assert client.post(at(record, verb), {"text": "x"}).status_code == 404, verb


def test_each_speaks_only_on_their_own_side(world: World) -> None:
    record = make.told(world)
    for who, verb in (
        ("reporter", "ask"),
        ("reporter", "comment"),
        ("reporter", "work-goes-on"),
        ("safety rep", "ask"),
        ("safety rep", "answer"),
        ("leader", "answer"),
        ("leader", "good-enough"),
    ):
        answer = world.client(who).post(at(record, verb), {"text": "x"})
        assert answer.status_code == 403, (who, verb)
    assert Comment.objects.count() == 0


def test_a_leader_who_reported_it_answers_as_its_reporter(world: World) -> None:
    record = make.told(world, who="leader")
    above, own = world.client("leader above"), world.client("leader")
    above.post(at(record, "ask"), {"text": "Hva så du?", "asks": "on"})
    page = text(own.get(at(record)))
    assert "You have been asked about your report" in page
    assert at(record, "ask") not in page
    own.post(at(record, "answer"), {"text": "Røyk."})
    assert told_of("incident.reporter_wrote") == ["Leader above"]


def test_the_same_words_sent_twice_are_said_once(world: World) -> None:
    record, leader, reporter = make.told(world), world.client("leader"), world.client("reporter")
    for _time in (1, 2):
        leader.post(at(record, "ask"), {"text": "Hvor?", "asks": "on"})
    for _time in (1, 2):
        reporter.post(at(record, "answer"), {"text": "Der."})
    assert Comment.objects.count() == 2
    assert (
        Notice.objects.filter(kind__in=("incident.asked", "incident.reporter_wrote")).count() == 2
    )
    assert HistoryLine.objects.filter(verb="incident.asked").count() == 1


def test_empty_words_are_not_sent_and_too_many_in_a_day_are_refused(world: World) -> None:
    record, reporter = make.told(world), world.client("reporter")
    assert reporter.post(at(record, "answer"), {"text": "  "}).context["form"].errors["text"]
    actor = world.actor("reporter")
    for number in range(30):
        dialogue.write_as_reporter(actor=actor, record=record, text=f"Mer {number}")
    answer = reporter.post(at(record, "answer"), {"text": "Enda mer"})
    assert "very much today" in answer.context["form"].errors["text"][0]
    assert answer.context["form"]["text"].value() == "Enda mer"


def test_the_history_says_that_it_was_said_not_what(world: World) -> None:
    record = make.told(world)
    dialogue.write_to_reporter(actor=world.actor("leader"), record=record, text="Hemmelig?")
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="Kanskje.")
    for line in HistoryLine.objects.filter(record=record):
        assert "Hemmelig" not in str(line.facts)
        assert "Kanskje" not in str(line.facts)


def test_reporters_of_merged_reports_keep_a_dialogue_of_their_own(world: World) -> None:
    main, copy = make.told(world), make.told(world, "Samme lukt.", who="colleague")
    services.merge(actor=world.actor("leader"), record=copy, into=main)
    dialogue.write_to_reporter(actor=world.actor("leader"), record=main, text="Til den ene?")
    dialogue.write_to_reporter(actor=world.actor("leader"), record=copy, text="Til den andre?")
    assert told_of("incident.asked") == ["Colleague", "Reporter"]
    page = text(world.client("colleague").get(at(copy)))
    assert "Til den andre?" in page
    assert "Til den ene?" not in page
    assert "Til den andre?" not in text(world.client("reporter").get(at(main)))


# Messages


def test_the_reporter_gets_one_message_for_each_event(world: World) -> None:
    above, record = world.actor("leader above"), make.told(world)
    services.take_up(actor=above, record=record)
    services.move(actor=above, record=record, unit=world.units["LAB"])
    measure = make.decided(world, record, who="leader above")
    complete(actor=world.actor("leader"), measure=measure)
    services.close(actor=above, record=record, message="Takk")
    kinds = Notice.objects.filter(person=world.people["reporter"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "incident.received",
        "incident.taken_up",
        "incident.moved",
        "incident.measure_decided",
        "incident.measure_done",
        "incident.closed",
    ]


# Is this good enough?


def test_who_is_content_says_so_with_one_button(world: World) -> None:
    record, reporter = make.told(world), world.client("reporter")
    assert "Is this good enough?" not in text(reporter.get(at(record)))
    closed(world, record)
    assert "Is this good enough?" in text(reporter.get(at(record)))
    for _time in (1, 2):
        assert reporter.post(at(record, "good-enough"))["Location"] == at(record)
    closure = Closure.objects.get()
    assert closure.good_enough is True
    assert closure.verdict_at is not None
    assert HistoryLine.objects.filter(verb="incident.judged").count() == 1
    assert "Is this good enough?" not in text(reporter.get(at(record)))
    assert "Good enough" in text(world.client("leader").get(at(record)))
    assert told_of("incident.not_good_enough") == []


def test_who_is_not_content_says_why_and_the_handler_opens_it_with_one_button(
    world: World,
) -> None:
    record, reporter, leader = make.told(world), world.client("reporter"), world.client("leader")
    closed(world, record)
    assert reporter.post(at(record, "not-good-enough"), {"text": ""}).context["form"].errors
    for _time in (1, 2):
        reporter.post(at(record, "not-good-enough"), {"text": "Det lukter fortsatt."})
    assert told_of("incident.not_good_enough") == ["Leader", "Leader above"]
    assert "Det lukter fortsatt." in text(leader.get(at(record)))
    assert at(record, "work-goes-on") not in text(world.client("safety rep").get(at(record)))
    for _time in (1, 2):
        leader.post(at(record, "work-goes-on"))
    assert Incident.objects.get(record=record).state == IncidentState.IN_WORK
    closure = Closure.objects.get()
    assert (closure.good_enough, closure.verdict) == (False, "Det lukter fortsatt.")
    assert closure.message == "Vi har ryddet."
    assert told_of("incident.reopened") == ["Reporter"]
    closed(world, record, "Nå er det borte.")
    assert "Is this good enough?" in text(reporter.get(at(record)))


def test_a_verdict_takes_an_answer_that_stands(world: World) -> None:
    record = make.told(world)
    with pytest.raises(Refused):
        dialogue.judge(actor=world.actor("reporter"), record=record, good_enough=True)
    page = world.client("reporter").post(at(record, "good-enough"), follow=True)
    assert "You get a new answer" in text(page)
    closed(world, record)
    with pytest.raises(Refused):
        dialogue.reopen_unsatisfied(actor=world.actor("leader"), record=record)


def test_who_holds_the_code_judges_the_answer_too(world: World) -> None:
    record, holder = nameless(world)
    closed(world, record)
    holder.post(at(record, "not-good-enough"), {"text": "Nei."})
    assert Closure.objects.get().verdict == "Nei."
    assert told_of("incident.not_good_enough") == ["Leader", "Leader above"]
    judged = HistoryLine.objects.get(verb="incident.judged")
    assert (judged.actor, judged.actor_kind) == (None, "code")


def test_who_sent_a_duplicate_judges_the_answer_to_the_whole(world: World) -> None:
    main, copy = make.told(world), make.told(world, "Samme lukt.", who="colleague")
    services.merge(actor=world.actor("leader"), record=copy, into=main)
    own = world.client("colleague")
    assert "Is this good enough?" not in text(own.get(at(copy)))
    closed(world, main)
    assert "Is this good enough?" in text(own.get(at(copy)))
    own.post(at(copy, "not-good-enough"), {"text": "Ikke for meg."})
    leader = world.client("leader")
    assert "Ikke for meg." in text(leader.get(at(copy)))
    leader.post(at(copy, "work-goes-on"))
    assert Incident.objects.get(record=main).state == IncidentState.IN_WORK
    with clock.at(clock.now() + dt.timedelta(days=1)):
        closed(world, Record.objects.get(pk=main.pk), "Igjen.")
        assert "Is this good enough?" in text(own.get(at(copy)))


def test_whoever_asks_by_code_is_not_a_handler(world: World) -> None:
    record, _holder = nameless(world)
    with pytest.raises(PermissionDenied):
        dialogue.write_to_reporter(
            actor=code_holder(record.parties.get().code_digest), record=record, text="Hei"
        )

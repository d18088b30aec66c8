"""A report with everything in it costs its page no more questions than any other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import (
    Affected,
    Answer,
    Category,
    Cause,
    Inquiry,
    NotificationRule,
    Objection,
    RootCause,
    WorkStop,
)
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import (
    attachments,
    dialogue,
    learning,
    representing,
    stopping,
    telling,
)
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import OtherEmployer, Room
from vern.core.records.models import Record

MOST = 15


def sent(world: World) -> Record:
    """With as much as the form takes."""
    place = make.building()
    room = Room.objects.create(building=place, name="B3-117", unit=world.units["CHEM"])
    OtherEmployer.objects.create(name="Renhold AS", contact="Per", building=place)
    OtherEmployer.objects.create(name="Kantine AS", contact="Pål", building=place)
    return make.told(
        world,
        "Det luktet gass.\nDet var ved avtrekket.",
        building=place,
        known_room=room,
        affected=(Affected.EMPLOYEE,),
        affected_unit=world.units["ARTS"],
        injury=Answer.YES,
        treatment=Answer.YES,
        stopped_work=True,
    )


def talked_about(world: World, record: Record) -> None:
    leader, rep = world.actor("leader"), world.actor("safety rep")
    dialogue.write_to_reporter(actor=leader, record=record, text="Når var det?")
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="I går.")
    dialogue.write_to_reporter(actor=leader, record=record, text="Hvor?")
    representing.comment(actor=rep, record=record, text="Det haster.")
    due = clock.today() + dt.timedelta(days=3)
    asked = representing.request_answer(actor=rep, record=record, text="Når?", answer_by=due)
    representing.reply(actor=leader, record=record, question=asked, text="Snart.")
    stop = stopping.stop_work(actor=rep, record=record, what="Avtrekket")
    stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision="Gå på.")
    stopping.stop_work(actor=rep, record=record, what="Avtrekket igjen")
    objection = representing.object_to_closing(actor=rep, record=record, text="Nei.")
    representing.answer_objection(actor=leader, record=record, objection=objection, text="Jo.")
    representing.object_to_closing(actor=rep, record=record, text="Fortsatt nei.")


def worked_on(world: World, record: Record) -> None:
    leader = world.actor("leader")
    services.assess(
        actor=leader,
        record=record,
        assessment=services.Assessment(
            IncidentType.NEAR_MISS,
            Severity(human_actual=Level.SOME, human_potential=Level.DANGEROUS),
            categories=list(Category.objects.filter(restricts=False)[:2]),
            causes=list(Cause.objects.all()[:2]),
        ),
    )
    judged = telling.Injury(injury=Answer.YES, treatment=Answer.YES, serious=Answer.YES)
    telling.judge_injury(actor=leader, record=record, injury=judged)
    for rule in NotificationRule.objects.all()[:2]:
        telling.mark_told(actor=leader, record=record, rule=rule)
    photo = receive(ContentFile(make.photo()), name="bilde.jpg")
    attachments.add_files(actor=leader, record=record, attachments=[photo])
    services.sum_up(actor=leader, record=record, summary="Et avtrekk lekket.")
    for number in range(3):
        make.decided(world, record, f"Tiltak {number}")
        twin = make.told(world, f"Det samme {number}", who="colleague")
        services.merge(actor=leader, record=twin, into=record)


def learned_from(world: World, record: Record) -> None:
    leader = world.actor("leader")
    causes = {RootCause.Branch.WHY: ["Slitt pakning", "Ingen kontroll"]}
    learning.set_root_causes(actor=leader, record=record, causes=causes)
    lesson = learning.NewLesson("Sjekk", "Det lekket.", "Sjekk.", for_everyone=True, units=[])
    learning.publish_lesson(actor=leader, record=record, new=lesson)
    question = learning.NewInquiry(
        Inquiry.About.choices[0][0],  # type: ignore[arg-type]
        "Gjelder det dere?",
        "Har dere slike?",
        clock.today() + dt.timedelta(days=5),
        [world.units["PHYS"]],
    )
    learning.ask_units(actor=leader, record=record, new=question)


def handed_around(world: World, record: Record) -> None:
    leader, above = world.actor("leader"), world.actor("leader above")
    services.let_read(actor=leader, record=record, person=world.people["leader of sibling"])
    services.bring_up(actor=leader, record=record, reason="Utenfor min myndighet.")
    services.send_back(actor=above, record=record, reason="Du kan dette.")
    services.move(actor=leader, record=record, unit=world.units["PHYS"])
    services.move(actor=above, record=record, unit=world.units["CHEM"])
    services.assign(actor=leader, record=record, person=world.people["rector"])
    due = clock.today() + dt.timedelta(days=9)
    services.set_deadline(actor=leader, record=record, due_on=due, reason="Vi venter på deler.")


def full(world: World) -> Record:
    """A report around which nearly everything has happened that can."""
    record = sent(world)
    worked_on(world, record)
    learned_from(world, record)
    talked_about(world, record)
    handed_around(world, record)
    return record


def closed(world: World, record: Record) -> None:
    """Twice, and its reporter is not content."""
    leader = world.actor("leader")
    stop = WorkStop.objects.get(incident=record.pk, decided_at=None)
    stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision="Gå på.")
    for objection in Objection.objects.filter(incident=record.pk, answered_at=None):
        representing.answer_objection(actor=leader, record=record, objection=objection, text="Jo.")
    for rule in NotificationRule.objects.all():
        telling.mark_told(actor=leader, record=record, rule=rule)
    services.close(actor=leader, record=record, message="Ordnet.")
    services.reopen(actor=leader, record=record, reason="Det luktet igjen.")
    services.close(actor=leader, record=record, message="Nå er det ordnet.")
    dialogue.judge(
        actor=world.actor("reporter"), record=record, good_enough=False, words="Det lukter ennå."
    )


def cost(client: AuditedClient, record: Record) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/incidents/{record.pk}/").status_code == 200
    return len(asked)


def costs(world: World, record: Record, *readers: str) -> dict[str, int]:
    """Of those who read it."""
    return {who: cost(world.client(who), record) for who in readers}


def dear(found: dict[str, int]) -> dict[str, int]:
    return {who: number for who, number in found.items() if number > MOST}


@pytest.mark.parametrize("state", ["open", "brought up", "closed"])
def test_the_page_of_a_full_report_costs_at_most_fifteen_queries(world: World, state: str) -> None:
    record = full(world)
    if state == "brought up":
        services.bring_up(actor=world.actor("leader"), record=record, reason="Penger.")
    if state == "closed":
        closed(world, record)
    everyone = ("leader", "leader above", "rector", "safety rep", "hse", "reporter")
    assert dear(costs(world, record, *everyone)) == {}


def test_so_does_one_for_named_people_only(world: World) -> None:
    record = full(world)
    services.restrict(actor=world.actor("leader"), record=record)
    assert dear(costs(world, record, "leader", "rector", "reporter")) == {}


@pytest.mark.parametrize("state", ["open", "closed"])
def test_so_does_a_report_that_is_handled_with_a_full_one(world: World, state: str) -> None:
    record = full(world)
    twin = Record.objects.filter(incident__merged_into=record.pk).latest("pk")
    if state == "closed":
        closed(world, record)
    everyone = ("leader", "leader above", "safety rep", "hse", "colleague")
    assert dear(costs(world, twin, *everyone)) == {}


def test_so_does_a_leaders_own_report(world: World) -> None:
    record = make.told(world, "Jeg så det selv.", who="leader")
    make.decided(world, record, who="leader above")
    for number in range(2):
        dialogue.write_to_reporter(
            actor=world.actor("leader above"), record=record, text=f"Når? {number}"
        )
    services.close(actor=world.actor("leader above"), record=record, message="Ordnet.")
    assert dear(costs(world, record, "leader", "leader above")) == {}

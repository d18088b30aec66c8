"""The whistleblowing reception hands back what is not whistleblowing; nobody else can."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from vern.control.incidents import services
from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import once_per_module
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Party, Record, Sensitivity, State

WHY = "Dette er en vanlig uønsket hendelse."
REASON = "Jeg tror det er ulovlig."


shared_world = once_per_module(readers.staffed_world)


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def handed(world: World, record: Record) -> Record:
    services.hand_over(actor=world.actor("leader"), record=record, reason=REASON)
    found: Record = Record.objects.get(pk=record.pk)
    return found


def back(world: World, record: Record) -> Record:
    services.hand_back(actor=world.actor("reception"), record=record, message=WHY)
    found: Record = Record.objects.get(pk=record.pk)
    return found


def test_the_reception_hands_it_back_and_sees_it_no_more(world: World) -> None:
    record, client = handed(world, make.told(world)), world.client("reception")
    assert at(record, "hand-back") in client.get(at(record)).content.decode()
    assert "You will not see the report again" in (
        client.get(at(record, "hand-back")).content.decode()
    )
    missing = client.post(at(record, "hand-back")).content.decode()
    assert "Write why, to the one who reported." in missing
    done = client.post(at(record, "hand-back"), {"message": WHY}, follow=True)
    assert done.redirect_chain == [("/whistleblowing/received/", 302)]
    assert record.number not in done.content.decode()
    assert client.get(at(record)).status_code == 404
    again = client.post(at(record, "hand-back"), {"message": WHY})
    assert (again.status_code, again["Location"]) == (302, "/whistleblowing/received/")
    assert HistoryLine.objects.filter(record=record, verb="incident.handed_back").count() == 1


def test_its_leader_handles_it_again_for_named_people_only(world: World) -> None:
    record = back(world, handed(world, make.told(world)))
    assert record.sensitivity == Sensitivity.PARTIES
    assert record.state == State.OPEN
    assert record.incident.state == IncidentState.RECEIVED
    page = world.client("leader").get(at(record)).content.decode()
    assert "Start work" in page
    assert WHY in page
    for who in ("leader above", "rector", "hse", "safety rep", *OTHERS):
        assert world.client(who).get(at(record)).status_code == 404, who
    told = Notice.objects.filter(record=record, kind="incident.to_handle")
    assert world.people["leader"] in {each.person for each in told}


def test_why_it_was_handed_over_stays_with_the_reception(world: World) -> None:
    record = handed(world, make.told(world))
    assert REASON in world.client("reception").get(at(record)).content.decode()
    back(world, record)
    for who in ("leader", "reporter"):
        assert REASON not in world.client(who).get(at(record)).content.decode(), who


def test_what_was_said_to_the_reception_stays_with_it(world: World) -> None:
    """The dialogue was in confidence, also where the matter comes back to the line."""
    record = make.told(world)
    dialogue.write_to_reporter(actor=world.actor("leader"), record=record, text="Hvilken dag?")
    record = handed(world, record)
    reception = world.actor("reception")
    dialogue.write_to_reporter(actor=reception, record=record, text="Hvem truet deg?")
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="Det var sjefen.")
    record = back(world, record)
    pages = {
        who: world.client(who).get(at(record)).content.decode() for who in ("leader", "reporter")
    }
    for said in ("Hvem truet deg?", "Det var sjefen."):
        assert said in pages["reporter"]
        assert said not in pages["leader"]
    assert "Hvilken dag?" in pages["leader"]
    assert "has no answer yet" not in pages["leader"]
    strike = at(record, "strike")
    found = world.client("leader").post(strike, {"words": "sjefen"}).content.decode()
    assert "Det var" not in found


def test_the_one_who_reported_is_told_and_reads_why(world: World) -> None:
    record = back(world, handed(world, make.told(world)))
    page = world.client("reporter").get(at(record)).content.decode()
    assert "Handed back: it is not whistleblowing" in page
    assert WHY in page
    told = Notice.objects.filter(record=record, kind="incident.handed_back")
    assert {each.person for each in told} == {world.people["reporter"]}


def test_nobody_else_can(world: World) -> None:
    record = handed(world, make.told(world))
    for who in (*LINE, *OTHERS):
        answer = world.client(who).post(at(record, "hand-back"), {"message": WHY})
        assert answer.status_code == 404, who
        with pytest.raises(PermissionDenied):
            services.hand_back(actor=world.actor(who), record=record, message=WHY)
    answer = world.client("reporter").post(at(record, "hand-back"), {"message": WHY})
    assert answer.status_code == 403
    assert Record.objects.get(pk=record.pk).sensitivity == Sensitivity.SEALED


def test_one_in_the_reception_who_reported_it_cannot(world: World) -> None:
    make.put(world, "colleague", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    record = handed(world, make.told(world, who="colleague"))
    answer = world.client("colleague").post(at(record, "hand-back"), {"message": WHY})
    assert answer.status_code == 403


def test_what_was_never_handed_over_cannot_be_handed_back(world: World) -> None:
    record = make.told(world)
    assert world.client("leader").post(at(record, "hand-back")).status_code == 403
    with pytest.raises(Refused):
        services.hand_back(actor=world.actor("reception"), record=record, message=WHY)


def test_a_leader_whom_it_is_about_does_not_get_it_back(world: World) -> None:
    record = make.told(world, wishes=services.Wishes(about_leader=True))
    services.hand_over(actor=world.actor("leader above"), record=record, reason=REASON)
    record = back(world, record)
    assert world.client("leader").get(at(record)).status_code == 404
    assert world.client("leader above").get(at(record)).status_code == 200
    about = Party.objects.filter(record=record, part=Party.Part.SUBJECT)
    assert {each.person for each in about} == {world.people["leader"]}


def test_a_hand_over_is_no_first_answer(world: World) -> None:
    record = handed(world, make.told(world))
    assert record.incident.first_answer_at is None
    record = back(world, record)
    services.take_up(actor=world.actor("leader"), record=record)
    assert Incident.objects.get(pk=record.pk).first_answer_at is None
    services.reject(actor=world.actor("leader"), record=record, reason="Hører ikke hit")
    assert Incident.objects.get(pk=record.pk).first_answer_at is not None


def test_it_can_be_handed_over_again_and_back_again(world: World) -> None:
    record = back(world, handed(world, make.told(world)))
    record = back(world, handed(world, record))
    assert record.incident.state == IncidentState.RECEIVED
    assert Closure.objects.filter(incident=record.pk, reopened_at=None).count() == 0


def test_what_awaits_the_reception_stands_on_its_desk(world: World) -> None:
    record = handed(world, make.told(world))
    page = world.client("reception").get("/").content.decode()
    assert at(record) in page
    assert "Nothing has been handed over" not in page
    back(world, record)
    assert at(record) not in world.client("reception").get("/").content.decode()
    assert at(record) in world.client("leader").get("/").content.decode()


def test_whoever_holds_the_code_reads_that_it_came_back(world: World) -> None:
    record, client = readers.by_code(world)
    back(world, handed(world, record))
    assert WHY in client.get(at(record)).content.decode()

"""A report that turns out to be whistleblowing is closed to everyone but the reception at once."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.control.incidents import counts, services
from vern.control.incidents.models import Closure, Incident, Lesson, WorkStop
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.files.models import Attachment
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import once_per_module
from vern.core.measures.models import Measure
from vern.core.notices.models import Notice
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment
from vern.core.org.tree import tree_on
from vern.core.records.models import Party, Record, Sensitivity
from vern.hub.figures.ports import Question

VERBS = (
    *("start", "assess", "measure", "move", "close", "reject", "reopen", "restrict", "open"),
    *("readers", "strike", "summary", "whistleblowing", "injury", "up", "down", "handler"),
    *("deadline", "merge"),
)


shared_world = once_per_module(readers.staffed_world)


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


REASON = "Det er brudd på loven."


def handed(world: World, record: Record, who: str = "leader") -> Record:
    services.hand_over(actor=world.actor(who), record=record, reason=REASON)
    found: Record = Record.objects.get(pk=record.pk)
    return found


def test_the_handler_reads_what_it_means_does_it_and_sees_it_no_more(world: World) -> None:
    record, client = make.told(world, "Lederen tar penger av kassa."), world.client("leader")
    assert at(record, "whistleblowing") in client.get(at(record)).content.decode()
    page = client.get(at(record, "whistleblowing")).content.decode()
    assert "You will not see the report again" in page
    assert Incident.objects.get(pk=record.pk).state == IncidentState.RECEIVED
    assert 'data-color="danger"' in page
    missing = client.post(at(record, "whistleblowing")).content.decode()
    assert "Write why you hand it over." in missing
    done = client.post(at(record, "whistleblowing"), {"reason": REASON}, follow=True)
    assert done.redirect_chain == [("/incidents/handed-over/", 302)]
    assert "The whistleblowing reception has it now" in done.content.decode()
    assert record.number not in done.content.decode()
    for verb in ("", *VERBS):
        assert client.get(at(record, verb)).status_code == 404, verb
    again = client.post(at(record, "whistleblowing"))
    assert (again.status_code, again["Location"]) == (302, "/incidents/handed-over/")
    for verb in VERBS:
        if verb != "whistleblowing":
            assert client.post(at(record, verb)).status_code == 404, verb
    assert HistoryLine.objects.filter(record=record, verb="incident.handed_over").count() == 1
    assert Closure.objects.filter(incident=record.pk).count() == 1


def test_nobody_else_learns_of_it_by_sending_the_same_form(world: World) -> None:
    record = handed(world, make.told(world))
    for who in (*LINE[1:], *OTHERS):
        assert world.client(who).post(at(record, "whistleblowing")).status_code == 404, who


def test_nothing_of_it_is_left_anywhere(world: World) -> None:
    record = make.told(world, "Hemmelig om kassa")
    measure = make.decided(world, record, "Hemmelig tiltak")
    Measure.objects.filter(pk=measure.pk).update(responsible=world.people["responsible"])
    file = Attachment.objects.create(
        record=record, name="hemmelig.txt", media_type="text/plain", digest="0" * 64, size=1,
        added_at=clock.now(),
    )  # fmt: skip
    handed(world, record)
    code = world.units["CHEM"].code
    for who in (*LINE, *OTHERS):
        client = world.client(who)
        assert client.get(at(record)).status_code == 404, who
        assert client.get(f"/files/{file.pk}/").status_code == 404, who
        assert client.get(f"/measures/{measure.pk}/").status_code == 404, who
        assert not Record.objects.visible_to(world.actor(who)).filter(pk=record.pk), who
        for address in ("/", "/incidents/", f"/measures/plan/{code}/", "/committee/reports/"):
            page = client.get(address, follow=True).content.decode()
            assert "emmelig" not in page, (who, address)
            assert record.number not in page, (who, address)


def this_year() -> Question:
    today = clock.today()
    return Question(today.year, today, tree_on(today))


def test_it_counts_in_no_figure(world: World) -> None:
    make.told(world)
    record = make.told(world, "En annen")
    assert counts.counted(this_year()).count() == 2
    handed(world, record)
    assert counts.counted(this_year()).count() == 1


def test_the_reception_has_it_whole_and_only_to_read(world: World) -> None:
    text = "Lederen tar penger av kassa.\nHver fredag."
    record, client = make.told(world, text), world.client("reception")
    assert client.get(at(record)).status_code == 404
    handed(world, record)
    listed = client.get("/whistleblowing/received/").content.decode()
    assert record.number in listed
    assert "handed over by Leader Prøve" in listed
    page = client.get(at(record)).content.decode()
    assert "Hver fredag." in page
    assert "Handed over as whistleblowing by Leader Prøve" in page
    assert "Reporter Prøve" in page
    assert REASON in page
    assert 'href="/whistleblowing/received/"' in page
    assert 'href="/incidents/"' not in page
    for verb in VERBS:
        assert at(record, verb) not in page, verb
        assert client.post(at(record, verb)).status_code in (403, 404), verb
    assert Notice.objects.filter(
        person=world.people["reception"], kind="incident.handed_over"
    ).exists()


def test_the_list_is_the_receptions_and_holds_nothing_else(world: World) -> None:
    make.told(world, "En vanlig sak")
    page = world.client("reception").get("/whistleblowing/received/").content.decode()
    assert "Nothing awaits you" in page
    for who in (*LINE, *OTHERS):
        assert world.client(who).get("/whistleblowing/received/").status_code == 403, who


def test_the_list_goes_on_over_pages(world: World) -> None:
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for day in range(27):
        with clock.at(start + dt.timedelta(days=day)):
            handed(world, make.told(world, f"Sak nummer {day}"))
    client = world.client("reception")
    first = client.get("/whistleblowing/received/")
    assert [record.title for record, *_more in first.context["rows"]][:2] == [
        "Sak nummer 26",
        "Sak nummer 25",
    ]
    rest = client.get(first.context["older"]).context["rows"]
    assert [record.title for record, *_more in rest] == ["Sak nummer 1", "Sak nummer 0"]


def test_the_one_who_reported_is_told_who_has_it(world: World) -> None:
    record = handed(world, make.told(world))
    page = world.client("reporter").get(at(record)).content.decode()
    assert "Only you and the whistleblowing reception can read it now." in page
    assert "Handed over to the whistleblowing reception" in page
    assert "leader of" not in page
    told = Notice.objects.filter(record=record, kind="incident.handed_over")
    assert {each.person for each in told} == {
        world.people["reporter"],
        world.people["reception"],
    }


def test_whoever_holds_the_code_keeps_it(world: World) -> None:
    record, client = readers.by_code(world)
    handed(world, record)
    assert "whistleblowing reception" in client.get(at(record)).content.decode()


def test_whom_it_is_about_does_not_receive_it(world: World) -> None:
    record = make.told(world)
    Party.objects.create(record=record, person=world.people["reception"], part="subject")
    with pytest.raises(Refused, match="Nobody receives"):
        handed(world, record)
    make.put(world, "doctor", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    handed(world, record)
    assert world.client("reception").get(at(record)).status_code == 404
    assert record.number not in (
        world.client("reception").get("/whistleblowing/received/").content.decode()
    )
    assert world.client("doctor").get(at(record)).status_code == 200


def test_without_a_reception_it_stays_where_it_is_and_one_is_told_why(world: World) -> None:
    held = Assignment.objects.get(person=world.people["reception"])
    yesterday = clock.today() - dt.timedelta(days=1)
    end_assignment(actor=world.actor("hse"), held=held, last_day=yesterday)
    record, client = make.told(world), world.client("leader")
    page = client.post(at(record, "whistleblowing"), {"reason": REASON}).content.decode()
    assert "Nobody receives whistleblowing here yet." in page
    assert client.get(at(record)).status_code == 200


def test_a_stop_of_work_is_decided_on_first(world: World) -> None:
    record = make.told(world)
    stop = WorkStop.objects.create(
        incident=record.incident,
        what="Arbeid i høyden",
        stopped_by=world.people["safety rep"],
        stopped_at=clock.now(),
    )
    with pytest.raises(Refused):
        handed(world, record)
    stop.decision, stop.decided_by = "Stillas på plass", world.people["leader"]
    stop.decided_at = clock.now()
    stop.save()
    assert handed(world, record).sensitivity == Sensitivity.SEALED


def test_a_closed_report_can_be_handed_over_too(world: World) -> None:
    record, leader = make.told(world), world.actor("leader")
    services.close(actor=leader, record=record, message="Ferdig", no_measures_reason="Ingen")
    record = handed(world, record)
    assert record.state == "closed"
    assert world.client("leader").get(at(record)).status_code == 404
    page = world.client("reporter").get(at(record)).content.decode()
    assert page.index("Ferdig") < page.index("Handed over to the whistleblowing reception")


def test_whoever_was_named_or_asked_to_handle_it_loses_it(world: World) -> None:
    record, leader = readers.violent(world), world.actor("leader")
    services.let_read(actor=leader, record=record, person=world.people["doctor"])
    services.assign(actor=leader, record=record, person=world.people["hse"])
    record = handed(world, record)
    assert record.owner_id is None
    for who in ("leader", "doctor", "hse"):
        assert world.client(who).get(at(record)).status_code == 404, who
    parts = Party.objects.filter(record=record).values_list("part", flat=True)
    assert set(parts) == {"reporter"}


def test_duplicates_are_reports_of_their_own_again(world: World) -> None:
    main, other = make.told(world), make.told(world, "Det samme", who="colleague")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    handed(world, main)
    assert Incident.objects.get(pk=other.pk).state == IncidentState.IN_WORK
    assert world.client("leader").get(at(other)).status_code == 200
    page = world.client("leader").get(at(other)).content.decode()
    assert main.title not in page
    assert world.client("colleague").get(at(main)).status_code == 404


def test_lessons_are_withdrawn(world: World) -> None:
    record = make.told(world)
    lesson = Lesson.objects.create(
        incident=record.incident,
        title="Lær",
        what_happened="Noe",
        what_we_learned="Mye",
        for_everyone=True,
        published_at=clock.now(),
    )
    handed(world, record)
    lesson.refresh_from_db()
    assert lesson.withdrawn_at is not None


def test_a_form_that_was_open_meanwhile_changes_nothing(world: World) -> None:
    record, leader = make.told(world, "Kari Holm gjorde det"), world.actor("leader")
    handed(world, record)
    for late in (
        lambda: services.strike(actor=leader, record=record, words="Kari Holm"),
        lambda: services.let_read(actor=leader, record=record, person=world.people["doctor"]),
        lambda: services.sum_up(actor=leader, record=record, summary="Ja"),
        lambda: services.reopen(actor=leader, record=record, reason="Nei"),
    ):
        with pytest.raises(Refused):
            late()
    assert not services.restrict(actor=leader, record=record)
    assert not services.open_up(actor=leader, record=record)
    services.hand_over(actor=leader, record=record, reason=REASON)
    found = Record.objects.get(pk=record.pk)
    assert found.sensitivity == Sensitivity.SEALED
    assert found.incident.description == "Kari Holm gjorde det"

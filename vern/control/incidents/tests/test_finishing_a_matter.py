"""The whistleblowing reception answers who reported and finishes the matter; it can be opened again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import counts, services
from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import once_per_module
from vern.core.kernel.ui.dates import short_day
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.org.tree import tree_on
from vern.core.records.models import Record, Sensitivity
from vern.hub.figures.ports import Question

LIST = "/whistleblowing/received/"
ANSWER = "Vi har gransket saken. Rutinen er endret."
HOW = "Snakket med tre vitner, og gikk gjennom regnskapet."
NEW = "Et nytt vitne har meldt seg."


shared_world = once_per_module(readers.staffed_world)


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def handed(world: World, record: Record) -> Record:
    services.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd")
    return fresh(record)


def fresh(record: Record) -> Record:
    found: Record = Record.objects.get(pk=record.pk)
    return found


def finished(world: World, record: Record | None = None, answer: str = ANSWER) -> Record:
    record = record or handed(world, make.told(world))
    services.finish(actor=world.actor("reception"), record=record, message=answer, reason=HOW)
    return fresh(record)


def opened(world: World, record: Record) -> Record:
    services.look_again(actor=world.actor("reception"), record=record, reason=NEW)
    return fresh(record)


def state(record: Record) -> str:
    return Incident.objects.get(pk=record.pk).state


def test_the_reception_answers_and_finishes_it(world: World) -> None:
    record, client = handed(world, make.told(world)), world.client("reception")
    assert at(record, "finish") in client.get(at(record)).content.decode()
    missing = client.post(at(record, "finish"), {"message": ANSWER}).content.decode()
    assert "Write how it was looked into" in missing
    assert ANSWER in missing
    done = client.post(at(record, "finish"), {"message": ANSWER, "reason": HOW}, follow=True)
    assert done.redirect_chain == [(at(record), 302)]
    page = done.content.decode()
    assert ANSWER in page
    assert HOW in page
    assert "Finished by the whistleblowing reception" in page
    assert at(record, "finish") not in page
    assert at(record, "look-again") in page
    assert HistoryLine.objects.filter(record=record, verb="incident.finished").count() == 1


def test_the_one_who_reported_always_gets_an_answer_and_not_the_reason(world: World) -> None:
    record = handed(world, make.told(world))
    waiting = world.client("reporter").get(at(record)).content.decode()
    assert "The whistleblowing reception looks into it" in waiting
    finished(world, record)
    page = world.client("reporter").get(at(record)).content.decode()
    assert ANSWER in page
    assert HOW not in page
    assert "Answered by the whistleblowing reception" in page
    assert "looks into it" not in page
    told = Notice.objects.filter(record=record, kind="incident.finished")
    assert {each.person for each in told} == {world.people["reporter"]}
    with pytest.raises(Refused):
        services.hand_over(actor=world.actor("leader"), record=record, reason="Igjen")


def test_whoever_holds_the_code_reads_the_answer(world: World) -> None:
    record, client = readers.by_code(world)
    finished(world, handed(world, record))
    assert ANSWER in client.get(at(record)).content.decode()


def test_it_stays_sealed(world: World) -> None:
    record = finished(world, handed(world, make.told(world, "Hemmelig om kassa")))
    assert record.sensitivity == Sensitivity.SEALED
    for who in (*LINE, *OTHERS):
        client = world.client(who)
        assert client.get(at(record)).status_code == 404, who
        for address in ("/", "/incidents/", "/committee/reports/"):
            page = client.get(address, follow=True).content.decode()
            assert "emmelig" not in page, (who, address)
            assert record.number not in page, (who, address)
    today = clock.today()
    assert counts.counted(Question(today.year, today, tree_on(today))).count() == 0


def test_nobody_else_can(world: World) -> None:
    record = handed(world, make.told(world))
    typed = {"message": ANSWER, "reason": HOW}
    for who in (*LINE, *OTHERS):
        assert world.client(who).post(at(record, "finish"), typed).status_code == 404, who
        assert world.client(who).post(at(record, "look-again"), typed).status_code == 404, who
        with pytest.raises(PermissionDenied):
            services.finish(actor=world.actor(who), record=record, message=ANSWER, reason=HOW)
    assert world.client("reporter").post(at(record, "finish"), typed).status_code == 403
    finished(world, record)
    for who in ("reporter", "leader"):
        with pytest.raises(PermissionDenied):
            services.look_again(actor=world.actor(who), record=record, reason=NEW)


def test_one_in_the_reception_who_reported_it_does_not_finish_it(world: World) -> None:
    make.put(world, "colleague", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
    record = handed(world, make.told(world, who="colleague"))
    assert world.client("colleague").get(at(record, "finish")).status_code == 403


def test_what_is_with_the_line_is_not_finished_here(world: World) -> None:
    record = make.told(world)
    assert world.client("leader").post(at(record, "finish")).status_code == 403
    with pytest.raises(Refused):
        services.finish(actor=world.actor("reception"), record=record, message="a", reason="b")


def test_the_same_answer_twice_is_one(world: World) -> None:
    record = finished(world)
    finished(world, record)
    assert Closure.objects.filter(incident=record.pk, outcome="finished").count() == 1
    assert Notice.objects.filter(record=record, kind="incident.finished").count() == 1
    with pytest.raises(Refused):
        finished(world, record, "Et annet svar")


def test_it_is_opened_again_when_there_is_something_new(world: World) -> None:
    record, client = finished(world), world.client("reception")
    missing = client.post(at(record, "look-again")).content.decode()
    assert "Write why it is opened again." in missing
    for _twice in range(2):
        done = client.post(at(record, "look-again"), {"reason": NEW})
        assert done["Location"] == at(record)
    assert state(record) == IncidentState.HANDED_OVER
    page = client.get(at(record)).content.decode()
    assert NEW in page
    assert at(record, "finish") in page
    own = world.client("reporter").get(at(record)).content.decode()
    assert "The whistleblowing reception has opened it again" in own
    assert NEW not in own
    assert ANSWER in own
    assert Notice.objects.filter(record=record, kind="incident.looked_again").count() == 1
    finished(world, record, "Nytt svar")
    both = world.client("reporter").get(at(record)).content.decode()
    assert both.index(ANSWER) < both.index("Nytt svar")


def test_the_one_who_reported_says_if_something_is_missing(world: World) -> None:
    record = finished(world)
    reporter = world.client("reporter")
    page = reporter.get(at(record)).content.decode()
    assert "then the whistleblowing reception is told" in page
    assert "the leader above" not in page
    reporter.post(at(record, "not-good-enough"), {"text": "Dere spurte ikke meg."})
    told = Notice.objects.filter(record=record, kind="incident.not_good_enough")
    assert {each.person for each in told} == {world.people["reception"]}
    client = world.client("reception")
    assert "Dere spurte ikke meg." in client.get(at(record)).content.decode()
    assert "Answer not good enough" in client.get(f"{LIST}?finished=1").content.decode()
    answer = client.post(at(record, "work-goes-on"))
    assert answer.status_code == 403
    opened(world, record)
    assert "Answer not good enough" not in client.get(LIST).content.decode()


def test_the_list_tells_what_to_look_into_from_what_is_finished(world: World) -> None:
    waiting = handed(world, make.told(world, "Til granskning"))
    done = finished(world, handed(world, make.told(world, "Ferdig gransket")))
    client = world.client("reception")
    first = client.get(LIST).content.decode()
    assert waiting.number in first
    assert done.number not in first
    rest = client.get(f"{LIST}?finished=1").content.decode()
    assert done.number in rest
    assert waiting.number not in rest
    desk = client.get("/").content.decode()
    assert at(waiting) in desk
    assert at(done) not in desk


def test_the_list_says_how_old_a_matter_is_and_when_it_was_finished(world: World) -> None:
    """The same words for how it stands, on the list, on its page and on the desk."""
    client = world.client("reception")
    start = clock.now() - dt.timedelta(days=20)
    with clock.at(start):
        first, second = (handed(world, make.told(world, text)) for text in ("Eldst", "Yngst"))
    listed = client.get(LIST).content.decode()
    assert listed.count(f"handed over by Leader Prøve {short_day(start)}, 20 days ago") == 2
    for address in (LIST, at(first), "/"):
        assert ">To look into</span>" in client.get(address).content.decode(), address
    with clock.at(start + dt.timedelta(days=1)):
        finished(world, second)
    day = start + dt.timedelta(days=19)
    with clock.at(day):
        finished(world, first)
    page = client.get(f"{LIST}?finished=1")
    assert [each.record.title for each in page.context["rows"]] == ["Eldst", "Yngst"]
    html = page.content.decode()
    assert f"finished by Reception Prøve {short_day(day)}, after 19 days" in html
    assert "handed over by" not in html
    for address in (f"{LIST}?finished=1", at(first)):
        assert ">Finished</span>" in client.get(address).content.decode(), address
    opened(world, first)
    assert ">Opened again</span>" in client.get(LIST).content.decode()


def test_the_finished_go_on_over_pages_by_the_day_they_were_finished(world: World) -> None:
    matters = [handed(world, make.told(world, f"Sak {number}")) for number in range(27)]
    start = clock.now() + dt.timedelta(days=1)
    for number, record in enumerate(reversed(matters)):
        with clock.at(start + dt.timedelta(hours=number)):
            finished(world, record)
    client = world.client("reception")
    first = client.get(f"{LIST}?finished=1")
    rest = client.get(first.context["older"])
    titles = [each.record.title for page in (first, rest) for each in page.context["rows"]]
    assert titles == [f"Sak {number}" for number in range(27)]


def test_the_list_says_where_the_reporter_awaits_word(world: World) -> None:
    record = finished(world)
    client = world.client("reception")
    assert "The reporter awaits" not in client.get(f"{LIST}?finished=1").content.decode()
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="Mer å si")
    assert "The reporter awaits" in client.get(f"{LIST}?finished=1").content.decode()
    page = client.get(at(record)).content.decode()
    assert "The one who reported has written, and has no answer yet." in page


def test_the_list_costs_the_same_however_many_there_are(world: World) -> None:
    client = world.client("reception")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    handed(world, make.told(world))
    few = cost()
    for number in range(3):
        handed(world, make.told(world, f"nr {number}"))
    assert cost() == few


def test_what_does_not_apply_is_not_shown_to_the_reception(world: World) -> None:
    record = handed(world, make.told(world))
    page = world.client("reception").get(at(record)).content.decode()
    for absent in (
        *("None decided.", "Not assessed yet.", "Whose turn it is", "What others can learn"),
        *("Similar cases", "Who must be told"),
    ):
        assert absent not in page, absent


def test_a_measure_that_the_line_decided_is_still_shown(world: World) -> None:
    record = make.told(world)
    make.decided(world, record, "Lås skapet")
    page = world.client("reception").get(at(handed(world, record))).content.decode()
    assert "Lås skapet" in page


def test_what_is_finished_is_opened_again_before_it_is_handed_back(world: World) -> None:
    record, client = finished(world), world.client("reception")
    assert at(record, "hand-back") not in client.get(at(record)).content.decode()
    assert client.post(at(record, "hand-back"), {"message": "x"})["Location"] == at(record)
    assert state(record) == IncidentState.FINISHED


def test_the_line_that_gets_it_back_reads_nothing_of_what_the_reception_wrote(world: World) -> None:
    record = opened(world, finished(world))
    why = "Dette er en vanlig sak."
    services.hand_back(actor=world.actor("reception"), record=record, message=why)
    page = world.client("leader").get(at(record)).content.decode()
    assert why in page
    for secret in (ANSWER, HOW, NEW):
        assert secret not in page
    own = world.client("reporter").get(at(record)).content.decode()
    assert ANSWER in own
    assert why in own
    services.close(
        actor=world.actor("leader"), record=record, message="Ferdig", no_measures_reason="x"
    )
    assert own.count(ANSWER) == 1
    assert Closure.objects.filter(incident=record.pk, reopened_at=None).count() == 1

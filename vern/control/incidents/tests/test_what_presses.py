"""What is urgent stands first on a report's page, each with what settles it, and in lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Answer, Notification, NotificationRule
from vern.control.incidents.queries.marks import marks
from vern.control.incidents.queries.pressing import pressing
from vern.control.incidents.queries.show import report
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import dialogue, representing, stopping, telling
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, late, now, up
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import short_day
from vern.core.records.access import get_record
from vern.core.records.models import Record

MOST = 15


def hurt(world: World, record: Record) -> None:
    telling.judge_injury(
        actor=world.actor("leader"),
        record=record,
        injury=telling.Injury(injury=Answer.YES, treatment=Answer.YES, serious=Answer.YES),
    )


def stopped(world: World, record: Record) -> None:
    stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Avtrekket")


def objected(world: World, record: Record) -> None:
    representing.object_to_closing(actor=world.actor("safety rep"), record=record, text="Nei.")


def asked(world: World, record: Record) -> None:
    due = clock.today() + dt.timedelta(days=3)
    representing.request_answer(
        actor=world.actor("safety rep"), record=record, text="Når?", answer_by=due
    )


def wrote(world: World, record: Record) -> None:
    dialogue.write_as_reporter(actor=world.actor("reporter"), record=record, text="Hva skjer?")


def not_content(world: World, record: Record) -> None:
    services.close(
        actor=world.actor("leader"), record=record, message="Svar", no_measures_reason="x"
    )
    dialogue.judge(
        actor=world.actor("reporter"), record=record, good_enough=False, words="Det lukter."
    )


Makes = Callable[[World, Record], None]
EACH: tuple[tuple[Makes, str, str, str], ...] = (
    (hurt, "must still be told", "See who must be told", "Not everyone is told"),
    (stopped, "Dangerous work is stopped", "Decide on the stopped work", "Work is stopped"),
    (not_content, "good enough.", "Open the report again", "Answer not good enough"),
    (objected, "does not want this closed", "Answer the objection", "Objection"),
    (asked, "asks for an answer by", "Answer the question", "Awaits an answer"),
    (wrote, "has no answer yet", "Answer the one who reported", "The reporter awaits an answer"),
)


def lines(world: World, who: str, record: Record) -> list[tuple[str, str]]:
    actor = world.actor(who)
    read = get_record(actor, record.pk, kind="incident")
    return [(each.text, each.link) for each in pressing(actor, report(read))]


def page(world: World, who: str, record: Record, verb: str = "") -> str:
    return str(world.client(who).get(at(record, verb)).content.decode())


@pytest.mark.parametrize(("make_so", "text", "link", "mark"), EACH)
def test_each_stands_first_with_what_settles_it_and_in_the_list(
    world: World, make_so: Makes, text: str, link: str, mark: str
) -> None:
    record = make.told(world)
    assert lines(world, "leader", record) == []
    make_so(world, record)
    ((said, offered),) = lines(world, "leader", record)
    assert text in said
    assert offered == link
    html = page(world, "leader", record)
    assert html.count(link) == 1
    assert html.index("incident-now") < html.index("vern-columns")
    assert f">{mark}<" in world.client("leader").get("/incidents/").content.decode()


def test_whether_anyone_was_hurt_in_an_accident_is_asked(world: World) -> None:
    record = make.told(world, type_=IncidentType.ACCIDENT)
    assert "Say whether anyone was hurt" in page(world, "leader", record, "close")
    assert [link for _text, link in lines(world, "leader", record)] == [
        "Say whether anyone was hurt"
    ]
    assert lines(world, "safety rep", record) == []
    nobody = telling.Injury(injury=Answer.NO, treatment=Answer.NO, serious=Answer.NO)
    telling.judge_injury(actor=world.actor("leader"), record=record, injury=nobody)
    assert lines(world, "leader", record) == []


@pytest.mark.parametrize(("level", "said"), [(Level.CRITICAL, 1), (Level.DANGEROUS, 0)])
def test_a_critical_injury_that_is_said_not_to_be_serious_is_looked_at_again(
    world: World, level: Level, said: int
) -> None:
    record = make.told(world)
    injury = telling.Injury(injury=Answer.YES, treatment=Answer.YES, serious=Answer.NO)
    telling.judge_injury(actor=world.actor("leader"), record=record, injury=injury)
    services.assess(
        actor=world.actor("leader"),
        record=record,
        assessment=services.Assessment(
            type=IncidentType.HAZARDOUS_CONDITION, severity=Severity(human_actual=level)
        ),
    )
    links = [link for _text, link in lines(world, "leader", record)]
    assert links.count("Look at it again") == said


def test_the_most_urgent_comes_first_and_only_who_may_is_offered_to_settle_it(
    world: World,
) -> None:
    record = make.told(world)
    for make_so in (wrote, asked, objected, stopped, hurt):
        make_so(world, record)
    found = [text for text, _link in lines(world, "leader", record)]
    for place, words in enumerate(
        ("told what", "stopped", "want this closed", "answer by", "no answer yet")
    ):
        assert words in found[place]
    links = [link for _text, link in lines(world, "safety rep", record)]
    assert links == ["See who must be told", "", "", "", ""]


def test_a_reporter_who_answers_a_question_awaits_nothing(world: World) -> None:
    record = make.told(world)
    leader, reporter = world.actor("leader"), world.actor("reporter")
    dialogue.write_to_reporter(actor=leader, record=record, text="Når var det?")
    dialogue.write_as_reporter(actor=reporter, record=record, text="I går.")
    assert lines(world, "leader", record) == []
    dialogue.write_as_reporter(actor=reporter, record=record, text="Hva gjør dere?")
    assert len(lines(world, "leader", record)) == 1
    services.close(actor=leader, record=record, message="Svar", no_measures_reason="x")
    assert lines(world, "leader", record) == []


def test_nothing_is_marked_for_one_who_only_sent_it(world: World) -> None:
    record = make.told(world, unit="PHYS", who="leader")
    services.bring_up(actor=world.actor("leader of sibling"), record=record, reason="x")
    dialogue.write_as_reporter(actor=world.actor("leader"), record=record, text="Hva skjer?")
    found = Record.objects.select_related("unit", "incident").get(pk=record.pk)
    assert marks(world.actor("leader"), [found]) == {}
    assert len(marks(world.actor("leader above"), [found])[record.pk]) == 1


def test_lists_cost_the_same_however_many_are_urgent(world: World) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client = world.client("leader")
    first = late(world, "Sen", 3)
    stopped(world, first)
    few = [cost(each) for each in ("/incidents/", "/incidents/overdue/")]
    for number, make_so in enumerate((hurt, objected, asked, wrote, stopped)):
        make_so(world, late(world, f"Sen {number}", 3))
    assert [cost(each) for each in ("/incidents/", "/incidents/overdue/")] == few
    assert max(few) <= MOST
    overdue = client.get("/incidents/overdue/").content.decode()
    assert overdue.count("Work is stopped") == 2


def test_a_report_that_was_raised_says_so_in_lists_and_who_has_it_now(world: World) -> None:
    record = late(world, "Sen", 3)
    up(world, record)
    for address in ("/incidents/", "/incidents/overdue/?all=1"):
        assert ">Raised<" in world.client("leader").get(address).content.decode()
    html = page(world, "leader", record)
    day = clock.today()
    assert "Now with Leader above Prøve, leader of Fakultet for naturvitenskap, since" in html
    assert str(day.year) in html
    assert "Now with" not in page(world, "leader above", record)
    services.send_back(actor=world.actor("leader above"), record=record, reason="y")
    assert ">Raised<" not in world.client("leader").get("/incidents/").content.decode()


def test_the_institutions_leader_is_not_offered_to_raise_it(world: World) -> None:
    record = make.told(world, unit="UNI")
    assert at(record, "up") not in page(world, "rector", record)
    other = make.told(world)
    assert at(other, "up") in page(world, "leader", other)


# Ending it


@pytest.mark.parametrize("verb", ["close", "reject", "merge"])
@pytest.mark.parametrize("make_so", [stopped, objected])
def test_what_stands_in_the_way_is_said_before_anything_is_typed(
    world: World, verb: str, make_so: Makes
) -> None:
    record = make.told(world)
    make_so(world, record)
    html = page(world, "leader", record, verb)
    assert "This must be settled first" in html
    assert "<textarea" not in html
    assert 'type="radio"' not in html


def test_what_is_only_unfinished_stands_above_the_form(world: World) -> None:
    record = make.told(world)
    wrote(world, record)
    html = page(world, "leader", record, "close")
    assert html.index("has no answer yet") < html.index("<textarea")


def test_what_was_typed_comes_back_when_it_is_refused(world: World) -> None:
    record = make.told(world)
    stopped(world, record)
    answer = world.client("leader").post(
        at(record, "close"), {"message": "Et langt svar", "no_measures_reason": "x"}
    )
    assert "Et langt svar" in answer.content.decode()


def test_a_closed_report_is_offered_to_be_opened_once(world: World) -> None:
    record = make.told(world)
    not_content(world, record)
    html = page(world, "leader", record)
    assert html.count(at(record, "work-goes-on")) == 1
    assert at(record, "reopen") not in html
    other = make.told(world, "En annen")
    services.reject(actor=world.actor("leader"), record=other, reason="Nei")
    assert page(world, "leader", other).count(at(other, "reopen")) == 1


# Handled with another


def test_a_merged_report_shows_only_the_way_to_the_one_that_lives_on(world: World) -> None:
    main, twin = make.told(world, who="colleague"), make.told(world, "Det samme")
    hurt(world, twin)
    services.merge(actor=world.actor("leader"), record=twin, into=main)
    html = page(world, "leader", twin)
    assert "incident-now" not in html
    assert "Who must be told" not in html
    for verb in ("close", "comment", "merge", "summary", "lesson", "files", "question"):
        assert f'href="{at(twin, verb)}"' not in html
    assert f'href="{at(main)}"' in html


def test_who_was_hurt_is_not_forgotten_when_reports_are_merged(world: World) -> None:
    main, twin = make.told(world, who="colleague"), make.told(world, "Det samme")
    hurt(world, twin)
    rule = NotificationRule.objects.filter(when="serious").first()
    assert rule is not None
    telling.mark_told(actor=world.actor("leader"), record=twin, rule=rule)
    services.merge(actor=world.actor("leader"), record=twin, into=main)
    incident = now(main).incident
    assert (incident.injury, incident.treatment, incident.serious) == ("yes", "yes", "yes")
    assert any("must still be told" in text for text, _link in lines(world, "leader", main))
    assert Notification.objects.filter(incident=main.pk, rule=rule).count() == 1


def test_reports_from_the_same_days_are_offered_with_date_and_type(world: World) -> None:
    main = make.told(world, "Noe helt annet", who="colleague")
    twin = make.told(world, "Det luktet gass")
    html = page(world, "leader", twin, "merge")
    assert f"{twin.number}, “Det luktet gass”, goes into the report that you choose." in html
    day = short_day(clock.today())
    assert f"{main.number}, {day}, Hazardous condition: Noe helt annet" in html


# Names with what they are


def test_who_can_be_asked_stands_with_role_and_unit(world: World) -> None:
    record = make.told(world)
    html = page(world, "leader", record, "handler")
    assert "Leader above Prøve, leader, Fakultet for naturvitenskap" in html
    services.assign(actor=world.actor("leader"), record=record, person=world.people["rector"])
    assert "Rector Prøve, leader, Universitetet" in page(world, "leader", record)

"""Who is told what of a report that goes up, comes back, or has both a leader and a case handler."""

from __future__ import annotations

import datetime as dt

from vern.control.incidents import services
from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, down, now, on_desk, up
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.notices.kinds import Message, notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Record


def mail(world: World, record: Record, who: str, kind: str = "incident.to_handle") -> Message:
    """The last of this kind to them, in words."""
    notice = Notice.objects.filter(record=record, kind=kind, person=world.people[who]).first()
    assert notice is not None
    return notice_kinds[kind].compose(notice)


def page(world: World, who: str, record: Record) -> str:
    return str(world.client(who).get(at(record)).content.decode())


def test_mail_says_that_it_went_up_from_whom_and_where_the_reason_stands(world: World) -> None:
    record = make.told(world)
    up(world, record)
    above = mail(world, record, "leader above")
    assert "Leader Prøve has brought a report up to you from Institutt for kjemi" in above.text
    assert "Read why" in above.text
    other = mail(world, record, "safety rep", "incident.level")
    assert other.subject == f"The report {record.number} is brought a level up"
    assert "from Institutt for kjemi to Fakultet for naturvitenskap" in other.text
    assert "Leader Prøve" in other.text


def test_mail_says_that_it_came_down_again(world: World) -> None:
    record = make.told(world)
    up(world, record)
    down(world, record)
    assert "has sent a report down to you again" in mail(world, record, "leader").text
    other = mail(world, record, "safety rep", "incident.level")
    assert other.subject == f"The report {record.number} is sent down again"


def test_no_word_of_the_reason_stands_in_the_mail(world: World) -> None:
    record = make.told(world)
    up(world, record, reason="Kari tåler det ikke.")
    for who, kind in (("leader above", "incident.to_handle"), ("safety rep", "incident.level")):
        assert "Kari" not in mail(world, record, who, kind).text


def test_a_restricted_report_that_is_brought_to_the_top_lies_on_the_rectors_desk(
    world: World,
) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    up(world, record)
    up(world, record, "leader above", "Dyrt.")
    assert on_desk(world, "rector") == [record.title]
    assert record.title in world.client("rector").get("/").content.decode()


def test_who_got_it_reads_first_how_it_came_until_they_have_worked_on_it(world: World) -> None:
    record = make.told(world)
    up(world, record)
    assert "has brought it up to you from Institutt for kjemi" in page(
        world, "leader above", record
    )
    down(world, record)
    back = page(world, "leader", record)
    assert "has sent it down to you again from Fakultet for naturvitenskap" in back
    assert "Read what you are to do" in back
    assert "has sent it down" not in page(world, "safety rep", record)
    make.decided(world, now(record))
    assert "has sent it down" not in page(world, "leader", record)


def test_all_that_was_said_between_the_levels_stands_with_names_and_days(world: World) -> None:
    record = make.told(world)
    began = clock.now()
    for number in range(2):
        with clock.at(began + dt.timedelta(days=2 * number + 1)):
            services.bring_up(actor=world.actor("leader"), record=record, reason=f"Opp {number}")
        with clock.at(began + dt.timedelta(days=2 * number + 2)):
            services.send_back(
                actor=world.actor("leader above"), record=record, reason=f"Ned {number}"
            )
    html = page(world, "leader", record).split('id="levels"')[1]
    places = [html.index(text) for text in ("Ned 1", "Opp 1", "Ned 0", "Opp 0")]
    assert places == sorted(places)
    assert html.index("<details") > places[0]
    assert "Leader above Prøve" in html


def test_sending_back_is_offered_only_where_somebody_below_may_have_it(world: World) -> None:
    about = make.told(world, wishes=Wishes(about_leader=True))
    assert at(about, "down") not in page(world, "leader above", about)
    record = make.told(world, "En annen")
    up(world, record)
    assert at(record, "down") in page(world, "leader above", record)


def with_case_handler(world: World) -> None:
    world.people["case handler"] = make.person("case handler")
    make.put(world, "case handler", RoleKey.CASE_HANDLER, "CHEM")


def test_leader_and_case_handler_each_read_what_they_are_to_do(world: World) -> None:
    with_case_handler(world)
    record = make.told(world)
    handler, leader = (mail(world, record, who) for who in ("case handler", "leader"))
    assert handler.subject == f"A report to handle: {record.number}"
    assert "by written assignment. Leader Prøve answers for it" in handler.text
    assert leader.subject == f"A report that you answer for: {record.number}"
    assert "Case handler Prøve is to handle it. You answer for it" in leader.text
    html = page(world, "leader", record)
    assert "Case handler Prøve, by written assignment" in html
    assert "Leader Prøve, leader of Institutt for kjemi" in html


def test_where_someone_is_asked_by_name_the_others_are_kept_informed(world: World) -> None:
    with_case_handler(world)
    record = make.told(world)
    hse = world.people["hse"]
    services.assign(actor=world.actor("leader"), record=record, person=hse)
    assert "You have been asked to handle it" in mail(world, record, "hse").text
    services.reject(actor=world.actor("leader"), record=now(record), reason="Nei")
    services.reopen(actor=world.actor("leader"), record=now(record), reason="Jo")
    assert "You answer for it" in mail(world, record, "leader").text
    assert "You are kept informed" in mail(world, record, "case handler").text
    assert "Case handler Prøve, by written" not in page(world, "leader", record)


def test_a_leader_alone_is_to_handle_it(world: World) -> None:
    record = make.told(world)
    assert mail(world, record, "leader").text == "A report has come in. You are to handle it."

"""Others learn from a report without reading it: causes, lessons, questions to other units."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Category, Inquiry, InquiryAnswer, Lesson, RootCause
from vern.control.incidents.queries.asking import awaiting
from vern.control.incidents.queries.learning import names_in
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import learning
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.models import Measure
from vern.core.notices.kinds import notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Record

SECRET = "Sentrifugen til Kari Nordmann spant løpsk."


def dangerous(world: World, text: str = SECRET, **more: Any) -> Record:
    """A report that could have been dangerous, and is in work."""
    record = make.told(world, text, **more)
    services.assess(
        actor=world.actor("leader"),
        record=record,
        assessment=services.Assessment(
            IncidentType.NEAR_MISS,
            Severity(human_potential=Level.DANGEROUS),
            categories=list(Category.objects.order_by("pk")[:1]),
        ),
    )
    return record


def lesson(world: World, record: Record, *units: str, who: str = "leader") -> Lesson:
    new = learning.NewLesson(
        "Lås lokket",
        "Et lokk gikk opp.",
        "Sjekk låsen først.",
        for_everyone=not units,
        units=[world.units[each] for each in units],
    )
    return learning.publish_lesson(actor=world.actor(who), record=record, new=new)


def question(world: World, *units: str, **more: Any) -> learning.NewInquiry:
    given: dict[str, Any] = {
        "about": Inquiry.About.MACHINE,
        "subject": "Sentrifuger uten lås",
        "text": "Et lokk kan gå opp under drift.",
        "answer_by": clock.today() + dt.timedelta(days=14),
        "units": [world.units[each] for each in units],
    }
    return learning.NewInquiry(**(given | more))


def asked(world: World, record: Record, *units: str, who: str = "leader") -> Inquiry:
    return learning.ask_units(
        actor=world.actor(who), record=record, new=question(world, *units or ("PHYS", "ARTS"))
    )


def answer_of(inquiry: Inquiry, world: World, unit: str) -> InquiryAnswer:
    return inquiry.answers.get(unit=world.units[unit])


def test_root_causes_are_kept_in_order_and_what_stood_before_is_not_lost(world: World) -> None:
    record, actor = make.told(world), world.actor("leader")
    why, people = RootCause.Branch.WHY, RootCause.Branch.PEOPLE
    learning.set_root_causes(
        actor=actor, record=record, causes={why: ["Låsen var slitt", "Ingen så etter"]}
    )
    page = world.client("leader").post(
        f"/incidents/{record.pk}/causes/",
        {"why_1": "Låsen var slitt", "why_3": "Ingen service", "people": "Nye folk\n\n Travelt "},
    )
    assert page.status_code == 302
    found = list(record.incident.root_causes.values_list("branch", "order", "text"))
    assert sorted(found) == [
        (people, 0, "Nye folk"),
        (people, 1, "Travelt"),
        (why, 0, "Låsen var slitt"),
        (why, 1, "Ingen service"),
    ]
    assert "Ingen så etter" in TextVersion.objects.get(line__record=record).text
    text = world.client("leader").get(f"/incidents/{record.pk}/").content.decode()
    assert "Ingen service" in text


def test_the_same_root_causes_twice_are_written_once_in_the_history(world: World) -> None:
    record, actor = make.told(world), world.actor("leader")
    for _twice in range(2):
        learning.set_root_causes(
            actor=actor, record=record, causes={RootCause.Branch.METHOD: ["Uklar rutine"]}
        )
    assert HistoryLine.objects.filter(record=record, verb="incident.causes_sought").count() == 1


@pytest.mark.parametrize("page", ["causes", "lesson", "ask-units", "similar"])
def test_who_does_not_handle_the_report_gets_no_further(world: World, page: str) -> None:
    record = dangerous(world)
    path = f"/incidents/{record.pk}/{page}/"
    assert world.client("leader of sibling").get(path).status_code == 404
    assert world.client("reporter").get(path).status_code == 403
    seen = world.client("safety rep").get(path).status_code
    assert seen == (200 if page == "similar" else 403)
    assert world.client("leader").get(path).status_code == 200


def test_a_lesson_is_read_by_those_it_is_for_and_not_by_others(world: World) -> None:
    record = dangerous(world)
    one = lesson(world, record, "PHYS")
    path = f"/lessons/{one.pk}/"
    assert world.client("leader of sibling").get(path).status_code == 200
    assert world.client("rector").get(path).status_code == 200
    assert world.client("leader").get(path).status_code == 200
    make.put(world, "colleague", RoleKey.EMPLOYEE, "ARTS")
    outside = make.person("outsider")
    world.people["outsider"] = outside
    make.put(world, "outsider", RoleKey.EMPLOYEE, "ARTS")
    assert world.client("outsider").get(path).status_code == 404
    listed = world.client("leader of sibling").get("/lessons/").content.decode()
    assert "Lås lokket" in listed
    assert "Lås lokket" not in world.client("outsider").get("/lessons/").content.decode()


def test_a_lesson_for_a_unit_reaches_those_below_it(world: World) -> None:
    one = lesson(world, dangerous(world), "FAC")
    assert world.client("leader of lab").get(f"/lessons/{one.pk}/").status_code == 200


def test_readers_of_a_lesson_get_no_way_to_the_report(world: World) -> None:
    record = dangerous(world)
    one = lesson(world, record)
    text = world.client("leader of sibling").get(f"/lessons/{one.pk}/").content.decode()
    assert f"/incidents/{record.pk}/" not in text
    assert record.number not in text
    assert "Sentrifugen til" not in text


def test_a_withdrawn_lesson_is_gone_for_all_but_those_who_handle_the_report(world: World) -> None:
    record = dangerous(world)
    one = lesson(world, record)
    path = f"/lessons/{one.pk}/"
    assert world.client("leader of sibling").post(f"{path}withdraw/").status_code == 403
    assert world.client("safety rep").post(f"{path}withdraw/").status_code == 403
    assert world.client("leader").post(f"{path}withdraw/").status_code == 302
    assert world.client("leader").post(f"{path}withdraw/").status_code == 302
    assert world.client("leader of sibling").get(path).status_code == 404
    assert "Withdrawn" in world.client("leader").get(path).content.decode()
    verbs = HistoryLine.objects.filter(record=record).values_list("verb", flat=True)
    assert list(verbs).count("incident.lesson_withdrawn") == 1


def test_a_lesson_sent_twice_is_published_once(world: World) -> None:
    record = dangerous(world)
    assert lesson(world, record) == lesson(world, record)
    assert Lesson.objects.count() == 1


def test_a_name_in_the_text_is_asked_about_before_it_is_published(world: World) -> None:
    record, client = dangerous(world), world.client("leader")
    path = f"/incidents/{record.pk}/lesson/"
    sent = {
        "title": "Lås lokket",
        "what_happened": "Reporter glemte låsen.",
        "what_we_learned": "Sjekk den.",
        "audience": "everyone",
    }
    page = client.post(path, sent)
    assert page.status_code == 200
    assert "These names stand in the text: Reporter." in page.content.decode()
    assert not Lesson.objects.exists()
    assert client.post(path, sent | {"sure": "on"}).status_code == 302
    assert Lesson.objects.count() == 1


def test_a_name_that_is_an_ordinary_word_is_a_name_only_with_a_capital(world: World) -> None:
    record = make.told(world)
    assert names_in(record, ["en prøve av stoffet"]) == []
    assert names_in(record, ["Prøve tok den"]) == ["Prøve"]


def test_nothing_is_shared_from_a_report_for_named_people_only(world: World) -> None:
    record = dangerous(world)
    one = lesson(world, record)
    asked(world, record)
    services.restrict(actor=world.actor("leader"), record=record)
    record.refresh_from_db()
    with pytest.raises(Refused):
        lesson(world, record, "ARTS")
    with pytest.raises(Refused):
        asked(world, record, "LAB")
    assert world.client("leader of sibling").get(f"/lessons/{one.pk}/").status_code == 404
    assert awaiting(world.actor("leader of sibling"), 10) == []


def test_units_are_asked_only_where_it_was_or_could_have_been_dangerous(world: World) -> None:
    record = make.told(world)
    services.take_up(actor=world.actor("leader"), record=record)
    with pytest.raises(Refused):
        asked(world, record)
    assert world.client("leader").get(f"/incidents/{record.pk}/ask-units/").status_code == 302


def test_the_one_who_answers_for_the_unit_and_the_deputy_are_told_without_a_word_of_it(
    world: World,
) -> None:
    world.people["deputy"] = make.person("deputy")
    make.put(world, "deputy", RoleKey.DEPUTY_LEADER, "PHYS")
    record = dangerous(world)
    asked(world, record)
    told = Notice.objects.filter(kind="incident.does_it_concern_you")
    assert {each.person_id for each in told} == {
        world.people[who].pk for who in ("leader of sibling", "deputy", "rector")
    }
    for each in told:
        message = notice_kinds[each.kind].compose(each)
        assert record.number not in message.subject + message.text
        assert "Sentrifug" not in message.subject + message.text
    assert [each.unit.code for each in awaiting(world.actor("deputy"), 10)] == ["PHYS"]


def test_yes_in_one_tap_on_the_desk_becomes_a_measure_at_the_unit(world: World) -> None:
    record = dangerous(world)
    inquiry = asked(world, record)
    client = world.client("leader of sibling")
    mine = answer_of(inquiry, world, "PHYS")
    desk = client.get("/").content.decode()
    assert f"/asked/answer/{mine.pk}/" in desk
    page = client.post(f"/asked/answer/{mine.pk}/", {"answer": "yes", "desk": "yes"}, follow=True)
    assert page.status_code == 200
    assert "Sentrifuger uten lås" in page.content.decode()
    assert "Kari Nordmann" not in page.content.decode()
    client.post(f"/asked/answer/{mine.pk}/", {"answer": "yes"})
    measure = Measure.objects.get(origin=record)
    assert measure.unit == world.units["PHYS"]
    assert measure.responsible_unit == world.units["PHYS"]
    assert client.get(f"/incidents/{record.pk}/").status_code == 404
    assert f"/asked/answer/{mine.pk}/" not in client.get("/").content.decode()


def test_a_no_can_become_a_yes_but_a_yes_stays_because_the_measure_does(world: World) -> None:
    inquiry = asked(world, dangerous(world))
    mine, actor = answer_of(inquiry, world, "PHYS"), world.actor("leader of sibling")
    learning.answer_inquiry(actor=actor, answer=mine, concerns=False)
    assert not Measure.objects.exists()
    learning.answer_inquiry(actor=actor, answer=mine, concerns=True)
    with pytest.raises(Refused):
        learning.answer_inquiry(actor=actor, answer=mine, concerns=False)
    assert Measure.objects.count() == 1


def test_only_those_who_answer_for_the_unit_answer(world: World) -> None:
    inquiry = asked(world, dangerous(world))
    theirs = answer_of(inquiry, world, "PHYS")
    path = f"/asked/answer/{theirs.pk}/"
    assert world.client("leader").post(path, {"answer": "yes"}).status_code == 403
    assert world.client("colleague").post(path, {"answer": "yes"}).status_code == 404
    assert world.client("leader of sibling").post(path, {"answer": "?"}).status_code == 302
    with pytest.raises(PermissionDenied):
        learning.answer_inquiry(actor=world.actor("leader"), answer=theirs, concerns=True)
    theirs.refresh_from_db()
    assert theirs.concerns is None


def test_the_page_says_who_has_answered_and_hides_the_report_from_those_asked(
    world: World,
) -> None:
    record = dangerous(world)
    inquiry = asked(world, record)
    learning.answer_inquiry(
        actor=world.actor("leader of sibling"),
        answer=answer_of(inquiry, world, "PHYS"),
        concerns=False,
    )
    path = f"/asked/{inquiry.pk}/"
    text = world.client("leader").get(path).content.decode()
    assert "Not answered" in text
    assert f"/incidents/{record.pk}/" in text
    text = world.client("leader of sibling").get(path).content.decode()
    assert f"/incidents/{record.pk}/" not in text
    assert record.number not in text
    assert world.client("colleague").get(path).status_code == 404


def test_the_form_asks_the_suggested_units_and_those_chosen_among_all(world: World) -> None:
    made = make.told(world, "Samme hos oss", who="colleague", unit="PHYS")
    made.incident.categories.add(Category.objects.order_by("pk")[0])
    record, client = dangerous(world), world.client("hse")
    path = f"/incidents/{record.pk}/ask-units/"
    form = client.get(path).context["form"]
    assert [label for _key, label in form.fields["likely"].choices] == ["Institutt for fysikk"]
    sent = {
        "about": "machine",
        "subject": "Sentrifuger",
        "text": "Lokket kan gå opp.",
        "answer_by": (clock.today() + dt.timedelta(days=7)).isoformat(),
    }
    assert client.post(path, sent).status_code == 200
    units = {"likely": [world.units["PHYS"].pk], "units": [world.units["ARTS"].pk]}
    for _twice in range(2):
        assert client.post(path, sent | units).status_code == 302
    inquiry = Inquiry.objects.get()
    assert {each.unit.code for each in inquiry.answers.all()} == {"PHYS", "ARTS"}


def test_who_reported_it_does_not_ask_units_even_from_the_hse_department(world: World) -> None:
    record = dangerous(world, who="hse")
    assert world.client("hse").get(f"/incidents/{record.pk}/ask-units/").status_code == 403


@pytest.mark.parametrize("path", ["lessons", "lesson", "asked", "ask", "write", "causes"])
def test_each_page_costs_at_most_fifteen_queries(world: World, path: str) -> None:
    record = dangerous(world)
    one = lesson(world, record, "PHYS", "ARTS", "CHEM")
    inquiry = asked(world, record, "PHYS", "ARTS", "LAB", "FAC")
    address = {
        "lessons": "/lessons/",
        "lesson": f"/lessons/{one.pk}/",
        "asked": f"/asked/{inquiry.pk}/",
        "ask": f"/incidents/{record.pk}/ask-units/",
        "write": f"/incidents/{record.pk}/lesson/",
        "causes": f"/incidents/{record.pk}/causes/",
    }[path]
    client = world.client("leader")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 15, [each["sql"][:100] for each in queries]


def test_units_to_ask_are_folded_away_by_faculty_and_open_where_one_is_chosen(
    world: World,
) -> None:
    record = dangerous(world)
    client = world.client("leader")
    html = client.get(f"/incidents/{record.pk}/ask-units/").content.decode()
    for code, unit in world.units.items():
        assert html.count(f'name="units" value="{unit.pk}"') == 1, code
    assert html.count("<details") >= 3
    form = client.post(
        f"/incidents/{record.pk}/ask-units/", {"units": [str(world.units["PHYS"].pk)]}
    ).context["form"]
    opened = {each.name: each.opened for each in form.faculties}
    assert opened == {
        "": True,
        world.units["FAC"].name: True,
        world.units["ARTS"].name: False,
    }
    chosen = [box for each in form.faculties for box in each.boxes if box.data["selected"]]
    assert [box.choice_label.strip() for box in chosen] == [world.units["PHYS"].name]

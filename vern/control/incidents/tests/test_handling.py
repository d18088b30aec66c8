"""What handlers do with a report, through the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import Category, Cause, Closure, Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Record


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def state(record: Record) -> str:
    return Incident.objects.get(record=record).state


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_starting_takes_one_click_and_tells_the_reporter(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    assert client.post(at(record, "start"))["Location"] == at(record)
    client.post(at(record, "start"))
    assert state(record) == IncidentState.IN_WORK
    assert Notice.objects.filter(kind="incident.taken_up").count() == 1


def assessed(**changes: Any) -> dict[str, Any]:
    return {
        "type": "accident",
        "categories": ["electricity", "other"],
        "human_actual": "1",
        "human_potential": "3",
        "environment_potential": "0",
        "causes": ["planning", "equipment"],
        "cause_text": "Det hastet.",
        **changes,
    }


def test_an_assessment_is_kept_and_shown_again(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    client.post(at(record, "assess"), assessed())
    incident = Incident.objects.get(record=record)
    assert incident.type == "accident"
    assert {each.key for each in incident.categories.all()} == {"electricity", "other"}
    assert {each.key for each in incident.causes.all()} == {"planning", "equipment"}
    assert (incident.human_actual, incident.human_potential) == (1, 3)
    assert (incident.material_actual, incident.material_potential) == (None, None)
    assert (incident.environment_actual, incident.environment_potential) == (None, 0)
    form = client.get(at(record, "assess")).context["form"]
    assert form["human_potential"].value() == "3"
    assert form["material_actual"].value() == ""
    assert sorted(form["causes"].value()) == ["equipment", "planning"]


def test_only_the_type_must_be_chosen(world: World) -> None:
    record = make.told(world)
    world.client("leader").post(at(record, "assess"), {"type": "nonconformity"})
    incident = Incident.objects.get(record=record)
    assert incident.type == "nonconformity"
    assert not incident.severity.chosen


def test_what_could_have_happened_is_never_less_than_what_did(world: World) -> None:
    record = make.told(world)
    wrong = assessed(material_actual="3", material_potential="2")
    answer = world.client("leader").post(at(record, "assess"), wrong)
    assert list(errors(answer)) == ["material_potential"]
    form = answer.context["form"]
    assert form["cause_text"].value() == "Det hastet."
    assert form["material_actual"].value() == "3"
    assert Incident.objects.get(record=record).type == "hazardous_condition"


def test_every_level_stands_with_its_criterion(world: World) -> None:
    record = make.told(world)
    page = world.client("leader").get(at(record, "assess")).content.decode()
    assert page.count("More than 5 people critically injured, ill or dead.") == 2
    assert page.count("Irreversible damage or very long recovery.") == 2
    assert page.count('value="" ') >= 6 or page.count("Not chosen") >= 6


def test_organisational_causes_come_first(world: World) -> None:
    record = make.told(world)
    groups = world.client("leader").get(at(record, "assess")).context["form"].fields["causes"]
    assert [name for name, _causes in groups.choices] == [
        "Organisation",
        "Technology and surroundings",
        "Human factors",
    ]


def test_what_is_no_longer_offered_stays_where_it_was_chosen(world: World) -> None:
    first, second = make.told(world), make.told(world, "en annen")
    client = world.client("leader")
    client.post(at(first, "assess"), assessed())
    Category.objects.filter(key="other").update(offered=False)
    Cause.objects.filter(key="planning").update(offered=False)

    def offered(record: Record) -> set[str]:
        form = client.get(at(record, "assess")).context["form"]
        return {key for key, _name in form.fields["categories"].choices}

    assert "other" in offered(first)
    assert "other" not in offered(second)


def planned(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Bytt pakningen",
        "plan_text": "Avtrekk i orden",
        "type": "corrective",
        "responsible": str(world.people["colleague"].pk),
        "due_on": (clock.today() + dt.timedelta(days=7)).isoformat(),
        "priority": "1",
        **changes,
    }


def test_a_measure_is_decided_and_its_responsible_told(world: World) -> None:
    record = make.told(world)
    world.client("leader").post(at(record, "measure"), planned(world))
    measure = Measure.objects.get()
    assert (measure.title, measure.plan_text) == ("Bytt pakningen", "Avtrekk i orden")
    assert (measure.type, measure.priority) == ("corrective", 1)
    assert measure.responsible == world.people["colleague"]
    assert state(record) == IncidentState.IN_WORK
    assert Notice.objects.get(kind="measure.given").person == world.people["colleague"]


def test_the_same_measure_sent_twice_is_one(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    client.post(at(record, "measure"), planned(world))
    client.post(at(record, "measure"), planned(world))
    assert Measure.objects.count() == 1
    client.post(at(record, "measure"), planned(world, title="Noe annet"))
    assert Measure.objects.count() == 2


WRONG: list[tuple[dict[str, str], str]] = [
    ({"title": ""}, "title"),
    ({"plan_text": "x" * 201}, "plan_text"),
    ({"title": "x" * 201}, "title"),
    ({"type": ""}, "type"),
    ({"due_on": ""}, "due_on"),
    ({"due_on": "2020-01-01"}, "due_on"),
    ({"responsible": ""}, "responsible"),
    ({"responsible": "999999"}, "responsible"),
    ({"responsible": "x"}, "responsible"),
]


def test_what_is_wrong_with_a_measure_is_said_by_its_field(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    for changes, field in WRONG:
        answer = client.post(at(record, "measure"), planned(world, **changes))
        assert list(errors(answer)) == [field], changes
        form = answer.context["form"]
        kept = {name: form[name].value() for name in planned(world)}
        assert kept == planned(world, **changes)
    assert Measure.objects.count() == 0


def test_those_at_the_unit_and_leaders_above_are_offered_as_responsible(world: World) -> None:
    record = make.told(world)
    found = world.client("leader").get(at(record, "measure")).context["form"].found
    assert {person.given_name for person in found.people} == {
        "Reporter",
        "Colleague",
        "Leader",
        "Leader above",
        "Leader of lab",
        "Safety rep",
        "Rector",
    }


def test_they_stand_in_groups_with_role_and_unit_the_one_who_asks_first(world: World) -> None:
    form = world.client("leader").get(at(make.told(world), "measure")).context["form"]
    choices = form.fields["responsible"].choices
    groups = {str(title): [name for _key, name in options] for title, options in choices[1:]}
    assert list(groups)[:4] == ["Me", "Leaders", "Safety representatives", "Others"]
    assert groups["Me"] == ["Leader Prøve, leader, Institutt for kjemi"]
    assert "Rector Prøve, leader, Universitetet" in groups["Leaders"]
    assert groups["Safety representatives"] == [
        "Safety rep Prøve, safety representative, Institutt for kjemi"
    ]


def test_someone_at_another_unit_is_found_by_name_and_can_be_responsible(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    other = world.people["leader of sibling"]
    typed = planned(world, responsible="", who="sibling", search="1")
    form = client.post(at(record, "measure"), typed).context["form"]
    assert form["responsible"].value() == str(other.pk)
    assert client.post(at(record, "measure"), planned(world, responsible=str(other.pk)))[
        "Location"
    ] == at(record)
    assert Measure.objects.get().responsible == other


def test_a_student_elsewhere_cannot_be_responsible(world: World) -> None:
    world.people["student"] = make.person("student")
    make.put(world, "student", RoleKey.STUDENT, "PHYS")
    wrong = planned(world, responsible=str(world.people["student"].pk))
    answer = world.client("leader").post(at(make.told(world), "measure"), wrong)
    assert list(errors(answer)) == ["responsible"]


def test_what_is_to_be_done_is_written_once_and_the_proposal_is_filled_in(world: World) -> None:
    record = make.told(world, proposal="Bytt pakningen i avtrekket.\nDen er gammel.")
    client = world.client("leader")
    form = client.get(at(record, "measure")).context["form"]
    assert form["title"].value() == "Bytt pakningen i avtrekket."
    assert not form.own_words
    client.post(at(record, "measure"), planned(world, plan_text=""))
    measure = Measure.objects.get()
    assert (measure.title, measure.plan_text) == ("Bytt pakningen", "Bytt pakningen")
    again = client.get(at(record, "measure")).context["form"]
    assert not again["title"].value()


def test_a_report_for_named_people_needs_neutral_words_for_the_plan(world: World) -> None:
    record = make.told(world, wishes=services.Wishes(restricted=True))
    client = world.client("leader")
    answer = client.post(at(record, "measure"), planned(world, plan_text=""))
    assert list(errors(answer)) == ["plan_text"]
    assert not Measure.objects.exists()


def crowd(world: World) -> None:
    """So many at the unit that one must search."""
    for number in range(60):
        name = f"ansatt {number}"
        world.people[name] = make.person(name)
        make.put(world, name, RoleKey.EMPLOYEE, "CHEM")


def test_where_people_are_many_one_searches_by_name(world: World) -> None:
    crowd(world)
    record, client = make.told(world), world.client("leader")
    form = client.get(at(record, "measure")).context["form"]
    assert {person.given_name for person in form.found.people} == {
        "Leader",
        "Leader above",
        "Rector",
        "Safety rep",
    }
    typed = planned(world, responsible="", who="prøve ANSATT 44", search="1")
    form = client.post(at(record, "measure"), typed).context["form"]
    assert form.errors == {}
    assert [each.given_name for each in form.found.people] == ["Ansatt 44"]
    assert form["responsible"].value() == str(world.people["ansatt 44"].pk)
    assert form["title"].value() == "Bytt pakningen"
    assert form["due_on"].value() == typed["due_on"]
    assert not form.found.too_many
    many = client.post(at(record, "measure"), {**typed, "who": "prøve"}).context["form"].found
    assert (len(many.people), many.too_many) == (50, True)
    assert Measure.objects.count() == 0


def test_who_was_found_by_a_search_can_be_chosen(world: World) -> None:
    crowd(world)
    record, client = make.told(world), world.client("leader")
    chosen = world.people["ansatt 7"]
    client.post(at(record, "measure"), planned(world, responsible=str(chosen.pk), who=""))
    assert Measure.objects.get().responsible == chosen


def test_moving_gives_it_to_the_other_unit(world: World) -> None:
    record = make.told(world)
    client = world.client("leader above")
    answer = client.post(at(record, "move"), {"unit": str(world.units["PHYS"].pk)})
    assert answer["Location"] == at(record)
    assert Record.objects.get().handling_unit == world.units["PHYS"]
    assert world.client("leader").get(at(record)).status_code == 404
    assert world.client("leader of sibling").get(at(record)).status_code == 200


def test_who_moves_it_out_of_reach_comes_back_to_the_list(world: World) -> None:
    record = make.told(world)
    client = world.client("leader")
    answer = client.post(at(record, "move"), {"unit": str(world.units["PHYS"].pk)}, follow=True)
    assert answer.redirect_chain == [("/incidents/", 302)]
    assert "The report is moved." in answer.content.decode()


def test_moving_to_where_it_is_is_refused_by_the_field(world: World) -> None:
    record = make.told(world)
    answer = world.client("leader").post(at(record, "move"), {"unit": str(world.units["CHEM"].pk)})
    assert "already at this unit" in errors(answer)["unit"][0]


def test_closing_takes_an_answer_and_a_reason_where_there_is_no_measure(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    assert set(errors(client.post(at(record, "close")))) == {"message", "no_measures_reason"}
    assert state(record) == IncidentState.RECEIVED
    client.post(at(record, "close"), {"message": "Takk", "no_measures_reason": "Alt i orden"})
    closure = Closure.objects.get()
    assert (closure.message, closure.no_measures_reason) == ("Takk", "Alt i orden")
    assert closure.by == world.people["leader"]
    assert state(record) == IncidentState.CLOSED
    assert Notice.objects.filter(kind="incident.closed").count() == 1


def test_with_a_measure_no_reason_is_asked_for(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    make.decided(world, record)
    assert "no_measures_reason" not in client.get(at(record, "close")).context["form"].fields
    client.post(at(record, "close"), {"message": "Takk"})
    assert state(record) == IncidentState.CLOSED


def test_rejecting_takes_a_reason(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    assert list(errors(client.post(at(record, "reject")))) == ["reason"]
    client.post(at(record, "reject"), {"reason": "Hører til i Lydia."})
    assert state(record) == IncidentState.REJECTED
    assert Closure.objects.get().message == "Hører til i Lydia."


def test_reopening_takes_a_reason_and_lets_work_go_on(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    services.reject(actor=world.actor("leader"), record=record, reason="Nei")
    assert list(errors(client.post(at(record, "reopen")))) == ["reason"]
    client.post(at(record, "reopen"), {"reason": "Det skjedde igjen."})
    assert state(record) == IncidentState.IN_WORK
    assert "Det skjedde igjen." in client.get(at(record)).content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "line"),
    [
        ("start", {}, "incident.taken_up"),
        ("close", {"message": "Takk", "no_measures_reason": "Nei"}, "incident.closed"),
        ("reject", {"reason": "Nei"}, "incident.rejected"),
    ],
)
def test_a_form_sent_twice_does_it_once(
    world: World, verb: str, data: dict[str, str], line: str
) -> None:
    record, client = make.told(world), world.client("leader")
    for _time in (1, 2):
        assert client.post(at(record, verb), data)["Location"] == at(record)
    assert HistoryLine.objects.filter(record=record, verb=line).count() == 1
    assert Closure.objects.count() <= 1


def test_reopening_sent_twice_does_it_once(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    services.reject(actor=world.actor("leader"), record=record, reason="Nei")
    for _time in (1, 2):
        assert client.post(at(record, "reopen"), {"reason": "Jo"})["Location"] == at(record)
    assert HistoryLine.objects.filter(verb="incident.reopened").count() == 1


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("close", {"message": "Et langt svar", "no_measures_reason": "Nei"}),
        ("reject", {"reason": "En lang grunn"}),
        ("assess", {"type": "accident", "cause_text": "Lange tanker"}),
    ],
)
def test_when_someone_has_closed_it_meanwhile_nothing_typed_is_lost(
    world: World, verb: str, typed: dict[str, str]
) -> None:
    record = make.told(world)
    services.close(
        actor=world.actor("hse"), record=record, message="Vi tok den", no_measures_reason="Nei"
    )
    answer = world.client("leader").post(at(record, verb), typed)
    assert errors(answer)["__all__"]
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert Closure.objects.get().message == "Vi tok den"


@pytest.mark.parametrize("verb", ["start", "assess", "measure", "move", "close", "reject"])
def test_an_old_link_to_a_closed_report_leads_to_how_it_stands(world: World, verb: str) -> None:
    record = make.told(world)
    services.reject(actor=world.actor("hse"), record=record, reason="Nei")
    answer = world.client("leader").get(at(record, verb), follow=True)
    assert answer.redirect_chain == [(at(record), 302)]
    assert "This cannot be done now." in answer.content.decode()

"""What is to be done, by whom and by when: a measure is decided for a report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from vern.control.incidents import services
from vern.control.incidents.models import Category
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import protecting
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_handling import at, errors, state
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey


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


def test_so_does_a_matter_between_people_also_when_it_was_opened(world: World) -> None:
    between_people = Category.objects.filter(restricts=True)[:1]
    record = make.told(world, categories=list(between_people))
    client = world.client("leader")
    assert list(errors(client.post(at(record, "measure"), planned(world, plan_text="")))) == [
        "plan_text"
    ]
    protecting.open_up(actor=world.actor("leader"), record=record)
    answer = client.post(at(record, "measure"), planned(world, plan_text=""))
    assert list(errors(answer)) == ["plan_text"]
    client.post(at(record, "measure"), planned(world, plan_text="Tiltak for arbeidsmiljøet"))
    assert Measure.objects.get().plan_text == "Tiltak for arbeidsmiljøet"


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

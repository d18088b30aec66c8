"""What handlers do with a report, through the pages."""

from __future__ import annotations

from typing import Any

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import Category, Cause, Closure, Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.notices.models import Notice
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

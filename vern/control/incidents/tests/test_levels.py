"""A report goes a level up and back down, and time at each level is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Incident, Stage
from vern.control.incidents.queries.routing import handler_of, hands_of, spells
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import (
    MOST_QUERIES,
    at,
    down,
    named,
    now,
    on_desk,
    told,
    up,
)
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.kernel import clock
from vern.core.records.models import Party
from vern.hub.desk.queries import desk_of

# Up a level and back


def test_it_is_brought_up_and_both_levels_see_it(world: World) -> None:
    record = make.told(world)
    assert up(world, record)["Location"] == at(record)
    assert now(record).handling_unit.code == "FAC"
    assert now(record).unit.code == "CHEM"
    assert told(record, "incident.to_handle") == ["Leader", "Leader above"]
    assert "Safety rep" in told(record, "incident.level")
    assert told(record, "incident.raised") == ["Reporter"]
    assert on_desk(world, "leader") == []
    assert on_desk(world, "leader above") == [record.title]
    page = world.client("leader").get(at(record)).content.decode()
    assert "Vi har ikke råd." in page
    assert "Vi har ikke råd." not in world.client("reporter").get(at(record)).content.decode()


def test_the_reason_is_a_text_that_can_be_struck_and_no_fact(world: World) -> None:
    record = make.told(world)
    up(world, record)
    line = HistoryLine.objects.get(record=record, verb="incident.raised")
    assert line.facts == {"before": "CHEM", "unit": "FAC"}
    assert TextVersion.objects.get(line=line).text == "Vi har ikke råd."


def test_the_same_form_sent_twice_brings_it_up_once(world: World) -> None:
    record = make.told(world)
    up(world, record)
    client = world.client("leader")
    client.post(at(record, "up"), {"reason": "Vi har ikke råd."})
    assert now(record).handling_unit.code == "FAC"
    assert Stage.objects.filter(incident=record.pk).count() == 2


def test_a_reason_must_be_written(world: World) -> None:
    record = make.told(world)
    answer = up(world, record, reason=" ")
    assert list(answer.context["form"].errors) == ["reason"]
    assert now(record).handling_unit.code == "CHEM"


def test_the_institutions_leader_has_nobody_above(world: World) -> None:
    record = make.told(world)
    up(world, record)
    up(world, record, "leader above", "Dyrt.")
    assert now(record).handling_unit.code == "UNI"
    answer = up(world, record, "rector", "Dyrere.")
    assert answer.context["form"].non_field_errors() == ["Nobody stands above who may handle it."]


def test_it_is_sent_back_to_where_it_came_from(world: World) -> None:
    record = make.told(world)
    up(world, record)
    assert down(world, record)["Location"] == at(record)
    assert now(record).handling_unit.code == "CHEM"
    assert on_desk(world, "leader") == [record.title]
    reasons = list(Stage.objects.filter(incident=record.pk).values_list("reason", flat=True))
    assert reasons == ["reported", "raised", "returned"]


def test_what_was_never_brought_up_cannot_be_sent_back(world: World) -> None:
    record = make.told(world)
    answer = down(world, record, "leader")
    assert answer.context["form"].non_field_errors() == ["Nobody below may handle it."]


def test_it_is_not_sent_back_to_whom_it_is_about(world: World) -> None:
    record = make.told(world, wishes=Wishes(about_leader=True))
    answer = down(world, record)
    assert answer.context["form"].non_field_errors() == ["Nobody below may handle it."]
    assert now(record).handling_unit.code == "FAC"


def test_a_restricted_report_that_is_up_is_read_by_both_and_then_by_the_one_below(
    world: World,
) -> None:
    record = make.told(world, wishes=Wishes(restricted=True))
    up(world, record)
    assert named(record, Party.Part.HANDLER) == {"Leader above"}
    assert named(record, Party.Part.NAMED) == {"Leader"}
    assert world.client("safety rep").get(at(record)).status_code == 404
    assert down(world, record)["Location"] == "/incidents/"
    assert world.client("leader above").get(at(record)).status_code == 404
    assert world.client("leader").post(at(record, "start")).status_code == 302


def test_time_at_each_level_is_shown(world: World) -> None:
    began = clock.now() - dt.timedelta(days=5)
    with clock.at(began):
        record = make.told(world)
    with clock.at(began + dt.timedelta(days=3, hours=1)):
        services.bring_up(actor=world.actor("leader"), record=record, reason="Hjelp")
    page = world.client("leader above").get(at(record)).content.decode()
    assert "Institutt for kjemi: 3 days" in page
    assert "Fakultet for naturvitenskap: 1 day<" in page


def test_closed_time_is_nobodys(world: World) -> None:
    day = dt.timedelta(days=1)
    began = clock.now() - 10 * day
    with clock.at(began):
        record = make.told(world)
    with clock.at(began + 2 * day):
        services.close(
            actor=world.actor("leader"), record=record, message="Svar", no_measures_reason="x"
        )
    with clock.at(began + 9 * day):
        services.reopen(actor=world.actor("leader"), record=record, reason="Mer")
    incident = Incident.objects.get(pk=record.pk)
    stages, closures = list(incident.stages.all()), list(incident.closures.all())
    (spell,) = spells(stages, closures, clock.now())
    assert spell.days == 3


@pytest.mark.parametrize("verb", ["up", "down", "handler", "deadline", "merge", "split"])
def test_only_who_may_handle_it_moves_it(world: World, verb: str) -> None:
    record = make.told(world)
    assert world.client("leader of sibling").post(at(record, verb)).status_code == 404
    assert world.client("safety rep").post(at(record, verb)).status_code == 403
    assert world.client("reporter").post(at(record, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["up", "down", "handler", "deadline", "merge"])
def test_every_page_of_it_shows(world: World, verb: str) -> None:
    record = make.told(world)
    client = world.client("leader")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(at(record, verb)).status_code == 200
    assert len(seen) <= MOST_QUERIES
    services.reject(actor=world.actor("leader"), record=record, reason="Nei")
    assert client.get(at(record, verb))["Location"] == at(record)


def test_hands_are_the_same_for_one_as_for_many(world: World) -> None:
    record = make.told(world, wishes=Wishes(about_leader=True))
    out = {world.people["leader"].pk, world.people["reporter"].pk}
    found = hands_of(now(record), out)
    turn = handler_of(now(record))
    assert turn is not None
    assert (found.leads, found.handlers) == (turn.leads.pk, frozenset({turn.person.pk}))
    assert found.passed


# Suggestions


def test_why_a_suggestion_is_refused_reaches_the_proposer(world: World) -> None:
    record = make.told(world, "Flere benker", type_=IncidentType.SUGGESTION)
    world.client("leader").post(at(record, "reject"), {"reason": "Ingen plass i år."})
    assert told(record, "incident.rejected") == ["Reporter"]
    assert "Ingen plass i år." in world.client("reporter").get(at(record)).content.decode()


def test_the_unit_sees_what_was_taken_up_in_neutral_words(world: World) -> None:
    taken = make.told(world, "Hemmelig tittel", type_=IncidentType.SUGGESTION)
    make.decided(world, taken, "Kjøp benker")
    other = make.told(world, "En hendelse")
    make.decided(world, other, "Annet")
    hidden = make.told(
        world, "Lukket", type_=IncidentType.SUGGESTION, wishes=Wishes(restricted=True)
    )
    make.decided(world, hidden, "Skjult")
    page = world.client("colleague").get("/incidents/suggestions/").content.decode()
    assert "Plan: Kjøp benker" in page
    assert "Hemmelig tittel" not in page
    assert "Annet" not in page
    assert "Skjult" not in page


# Whose hands it is out of


def test_who_brought_it_up_reads_and_comments_but_handles_it_no_more(world: World) -> None:
    record = make.told(world)
    up(world, record)
    client = world.client("leader")
    page = client.get(at(record)).content.decode()
    for verb in ("close", "move", "up", "measure", "assess", "merge"):
        assert at(record, verb) not in page
        assert client.post(at(record, verb)).status_code == 403
    assert at(record, "comment") in page
    assert client.get(at(record, "comment")).status_code == 200
    down(world, record)
    assert at(record, "close") in client.get(at(record)).content.decode()


def test_its_reporter_is_told_when_it_is_sent_back(world: World) -> None:
    record = make.told(world)
    up(world, record)
    assert told(record, "incident.returned") == []
    down(world, record)
    assert told(record, "incident.returned") == ["Reporter"]


def test_closed_time_is_not_shown_as_the_units(world: World) -> None:
    day = dt.timedelta(days=1)
    began = clock.now() - 10 * day
    with clock.at(began):
        record = make.told(world)
    with clock.at(began + 2 * day):
        services.close(
            actor=world.actor("leader"), record=record, message="Svar", no_measures_reason="x"
        )
    client = world.client("leader")
    assert "Institutt for kjemi: 2 days" in client.get(at(record)).content.decode()
    with clock.at(began + 9 * day):
        services.reopen(actor=world.actor("leader"), record=record, reason="Mer")
    assert "Institutt for kjemi: 3 days" in client.get(at(record)).content.decode()


def test_what_is_brought_up_says_so_on_the_desk_of_the_one_who_gets_it(world: World) -> None:
    record, own = make.told(world, "Opp"), make.told(world, "Egen", unit="FAC")
    up = "Vi har ikke penger til det."
    services.bring_up(actor=world.actor("leader"), record=record, reason=up)
    desk = desk_of(world.actor("leader above"), clock.today())
    said = {
        each.task.title: "Raised" in each.statuses for part in desk.sections for each in part.shown
    }
    assert said == {"Opp": True, own.title: False}

"""Records of any modules hang together, and a page offers what can be done from it elsewhere."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.history.models import HistoryLine
from vern.core.history.verbs import LINKED
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import Actor
from vern.core.records.links import link, linked, unlink
from vern.core.records.models import LinkKind, Record, Sensitivity
from vern.core.records.offers import Offer, offered, offers, origin
from vern.plan.risk import services as risks
from vern.plan.risk.models import AssessmentType
from vern.plan.risk.rules import Method

LED_TO = LinkKind.LED_TO
ASSESS = Offer(
    "assess",
    _("Assess"),
    frozenset({KIND}),
    "incidents:report",
    lambda actor, record: actor.person_id is not None and bool(record.pk),
)


shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


@pytest.fixture
def records(world: World) -> tuple[Record, Record]:
    """One at chemistry, one at physics: only the levels above see both."""
    first = make.told(world, "Det luktet gass.")
    second = make.told(world, "Avtrekket var tett.", unit="PHYS")
    return first, second


def page_of(record: Record) -> str:
    return reverse("incidents:show", args=[record.pk])


def links_of(record: Record, actor: Actor) -> list[tuple[str, str]]:
    return [(str(each.how), each.record.number) for each in linked(record, actor)]


def test_each_end_says_in_its_own_words_how_they_hang_together(
    world: World, records: tuple[Record, Record]
) -> None:
    first, second = records
    dean = world.actor("leader above")
    link(actor=dean, a=first, b=second, kind=LED_TO)
    assert links_of(first, dean) == [(str(LED_TO.label), second.number)]
    assert links_of(second, dean)[0][1] == first.number
    assert links_of(second, dean)[0][0] != str(LED_TO.label)


def test_who_may_not_see_the_other_one_is_told_of_no_link(
    world: World, records: tuple[Record, Record]
) -> None:
    first, second = records
    link(actor=world.actor("leader above"), a=first, b=second, kind=LED_TO)
    assert links_of(first, world.actor("leader")) == []
    page = world.client("leader").get(page_of(first)).content.decode()
    assert second.number not in page


def test_the_same_link_twice_is_one_link_and_one_line_in_each_history(
    world: World, records: tuple[Record, Record]
) -> None:
    first, second = records
    dean = world.actor("leader above")
    for _time in range(2):
        link(actor=dean, a=first, b=second, kind=LED_TO)
    lines = HistoryLine.objects.filter(verb=LINKED).order_by("pk")
    assert [each.record_id for each in lines] == [first.pk, second.pk]
    unlink(actor=dean, a=first, b=second, kind=LED_TO)
    assert links_of(first, dean) == []


def test_many_links_cost_no_more_questions_than_one(
    world: World, records: tuple[Record, Record]
) -> None:
    first, second = records
    dean = world.actor("leader above")
    link(actor=dean, a=first, b=second, kind=LED_TO)
    for nr in range(4):
        link(actor=dean, a=first, b=make.told(world, f"Nr. {nr}"), kind=LED_TO)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(linked(first, dean)) == 5
    assert len(asked) <= 2


def test_the_page_of_a_report_offers_what_can_be_started_from_it(
    world: World, records: tuple[Record, Record]
) -> None:
    first, _second = records
    with offers.holding(ASSESS):
        page = world.client("leader").get(page_of(first)).content.decode()
    assert f"?from={first.number}" in page


def test_what_is_sealed_makes_no_offers_and_is_no_origin(
    world: World, records: tuple[Record, Record]
) -> None:
    first, _second = records
    Record.objects.filter(pk=first.pk).update(sensitivity=Sensitivity.SEALED)
    first.refresh_from_db()
    with offers.holding(ASSESS):
        assert offered(world.actor("reporter"), first) == []
        assert origin(world.actor("reporter"), "assess", {"from": first.number}) is None


def test_an_origin_is_found_by_those_who_see_it_only(
    world: World, records: tuple[Record, Record]
) -> None:
    first, second = records
    with offers.holding(ASSESS):
        leader = world.actor("leader")
        assert origin(leader, "assess", {"from": second.number}) is None
        assert origin(leader, "assess", {}) is None
        found = origin(leader, "assess", {"from": first.number, "part": "3"})
    assert found is not None
    assert (found.record.pk, found.part, found.title) == (first.pk, "3", first.title)


def test_nothing_is_carried_over_from_what_few_may_read(
    world: World, records: tuple[Record, Record]
) -> None:
    first, _second = records
    Record.objects.filter(pk=first.pk).update(sensitivity=Sensitivity.PARTIES)
    with offers.holding(ASSESS):
        found = origin(world.actor("reporter"), "assess", {"from": first.number})
    assert found is not None
    assert found.title == ""


def test_what_is_found_when_assessing_a_risk_is_reported_and_linked(world: World) -> None:
    kind = AssessmentType.objects.get(key="event")
    new = risks.NewAssessment(kind, world.units["CHEM"], "Åpen dag", Method.SIMPLE, hints=False)
    leader = world.actor("leader")
    assessment = risks.start(actor=leader, new=new)
    client = world.client("leader")
    shown = client.get(reverse("risk:show", args=[assessment.pk])).content.decode()
    address = f"{reverse('incidents:report')}?from={assessment.number}"
    assert address in shown
    form = client.get(address).content.decode()
    assert "Åpen dag" in form
    key = re.search(r'name="key" value="([^"]+)"', form)
    opened = re.search(r'name="opened" value="([^"]+)"', form)
    assert key
    assert opened
    posted = {
        "key": key[1],
        "opened": opened[1],
        "from": assessment.number,
        "description": "Gelenderet er løst.",
        "unit": str(world.units["CHEM"].pk),
        "type": "hazardous_condition",
    }
    assert client.post(reverse("incidents:report"), posted).status_code == 302
    (made,) = linked(assessment, leader)
    assert made.record.title == "Gelenderet er løst."


def test_a_risk_assessment_is_started_from_a_report_and_linked(world: World) -> None:
    report = make.told(world, "Det luktet gass.")
    client = world.client("leader")
    shown = client.get(page_of(report)).content.decode()
    address = f"{reverse('risk:start')}?from={report.number}"
    assert address in shown
    form = client.get(address).content.decode()
    assert "Det luktet gass." in form
    posted = {
        "key": str(uuid.uuid4()),
        "from": report.number,
        "type": "chemical",
        "title": "Gass på laben",
        "unit": str(world.units["CHEM"].pk),
    }
    assert client.post(reverse("risk:start"), posted).status_code == 302
    (made,) = linked(report, world.actor("leader"))
    assert (made.record.title, made.kind) == ("Gass på laben", LED_TO)
    assert made.record.risk.occasion == "event"
    assert [row.hazard for row in made.record.risk.rows.all()] == ["Det luktet gass."]

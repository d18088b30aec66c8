"""Did it help? Asked some time after a measure was done, of those who decided it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import queries, rules, services
from vern.core.measures.models import Measure
from vern.core.measures.tests.conftest import World
from vern.core.org.models import Assignment
from vern.core.records import services as records
from vern.core.records.models import Party, Sensitivity

THREE = Measure.CheckAfter.THREE


def finished(world: World, **other: Any) -> Measure:
    measure = world.measure(check_after=THREE, **other)
    return services.complete(actor=world.actor("employee"), measure=measure)


def later(days: int = 0) -> dt.datetime:
    day = rules.months_after(clock.today(), 3) + dt.timedelta(days=days)
    return clock.start_of(day) + dt.timedelta(hours=12)


def asked(world: World) -> set[str]:
    return {who for who in world.people if queries.to_judge(world.actor(who), 9)}


def test_the_one_who_decided_is_asked_on_the_day(world: World) -> None:
    measure = finished(world)
    assert measure.check_on == rules.months_after(clock.today(), 3)
    with clock.at(later(-1)):
        assert asked(world) == set()
    with clock.at(later()):
        assert asked(world) == {"leader"}
        (line,) = queries.to_judge(world.actor("leader"), 9)
        assert not line.check_late
        assert "Did it help?" in world.client("leader").get("/measures/to-judge/").content.decode()
    with clock.at(later(1)):
        (line,) = queries.to_judge(world.actor("leader"), 9)
        assert line.check_late
        html = world.client("leader").get("/plan/DEP/?which=done").content.decode()
        assert "Did it help? Answer is late" in html


def test_nobody_is_asked_where_nothing_was_agreed_or_it_is_not_done(world: World) -> None:
    services.complete(actor=world.actor("employee"), measure=world.measure())
    world.measure(check_after=THREE)
    with clock.at(later(400)):
        assert asked(world) == set()


def test_where_the_one_who_decided_has_left_the_leader_above_is_asked(world: World) -> None:
    finished(world)
    Assignment.objects.filter(person=world.people["leader"]).update(valid_to=clock.today())
    with clock.at(later()):
        assert asked(world) == {"dean"}


def test_of_a_restricted_case_only_those_named_as_handlers_are_asked(world: World) -> None:
    measure = finished(world)
    records.protect(measure.origin, Sensitivity.PARTIES)
    with clock.at(later()):
        assert asked(world) == set()
        records.add_party(measure.origin, world.people["sibling_leader"].pk, Party.Part.HANDLER)
        assert asked(world) == {"sibling_leader"}


def test_no_offers_a_new_measure_also_where_the_case_is_closed(world: World) -> None:
    measure = finished(world)
    records.close(measure.origin)
    client = world.client("leader")
    url = reverse("measures:judge", args=[measure.pk])
    assert client.post(url, {"effect": "no", "words": "It broke."}).status_code == 302
    assert client.post(url, {"effect": "yes", "words": "Well"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.effect, measure.effect_note) == ("no", "It broke.")
    assert measure.effect_by == world.people["leader"]
    line = HistoryLine.objects.get(verb="measure.effect_judged")
    assert "It broke." not in str(line.facts)
    again = reverse("measures:again", args=[measure.pk])
    assert again in client.get(reverse("measures:show", args=[measure.pk])).content.decode()
    sent = {
        "title": "Another way",
        "plan_text": "Safer stairs",
        "type": "corrective",
        "priority": "2",
        "responsible": str(world.people["employee"].pk),
        "due_on": (clock.today() + dt.timedelta(days=5)).isoformat(),
    }
    for _twice in range(2):
        assert client.post(again, sent).status_code == 302
    new = Measure.objects.get(title="Another way")
    assert (new.follows, new.origin, new.unit) == (measure, measure.origin, measure.unit)
    with clock.at(later()):
        assert asked(world) == set()


def test_an_answer_needs_a_choice(world: World) -> None:
    measure = finished(world)
    answer = world.client("leader").post(
        reverse("measures:judge", args=[measure.pk]), {"words": "Hm"}
    )
    assert answer.status_code == 200
    assert "effect" in answer.context["effect_form"].errors
    assert "Hm" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("employee", 403), ("sibling", 404)])
def test_who_did_it_does_not_judge_it(world: World, who: str, status: int) -> None:
    measure = finished(world)
    url = reverse("measures:judge", args=[measure.pk])
    assert world.client(who).post(url, {"effect": "yes"}).status_code == status
    again = reverse("measures:again", args=[measure.pk])
    assert world.client(who).get(again).status_code == status
    measure.refresh_from_db()
    assert not measure.effect


def test_what_helped_needs_no_new_measure(world: World) -> None:
    measure = finished(world)
    services.judge(actor=world.actor("leader"), measure=measure, effect=Measure.Effect.YES)
    again = reverse("measures:again", args=[measure.pk])
    assert world.client("leader").get(again).status_code == 403


def test_what_nobody_asks_about_is_not_judged(world: World) -> None:
    with pytest.raises(Refused):
        services.judge(
            actor=world.actor("leader"), measure=world.measure(), effect=Measure.Effect.YES
        )


def test_what_goes_on_all_the_time_is_judged_from_when_it_was_decided(world: World) -> None:
    world.measure(check_after=THREE, timing=Measure.Timing.CONTINUOUS, due_on=None)
    with clock.at(later()):
        assert asked(world) == {"leader"}

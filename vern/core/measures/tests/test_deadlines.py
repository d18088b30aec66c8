"""Deadlines that come back, and what ends them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import queries, rules, services
from vern.core.measures.models import Measure, Occurrence
from vern.core.measures.tests.conftest import World

YEARLY, CONTINUOUS = Measure.Timing.YEARLY, Measure.Timing.CONTINUOUS


def yearly(world: World, days: int = 10, **other: Any) -> Measure:
    return world.measure(timing=YEARLY, days=days, **other)


def test_done_makes_the_next_year_due_and_keeps_what_was_done(world: World) -> None:
    measure = yearly(world)
    first = measure.due_on
    assert first == rules.month_end(clock.today() + dt.timedelta(days=10))
    url = reverse("measures:done", args=[measure.pk])
    sent = {"comment": "Held the course.", "due_on": first.isoformat()}
    client = world.client("employee")
    for _twice in range(2):
        assert client.post(url, sent).status_code == 302
    measure.refresh_from_db()
    assert not measure.done
    assert measure.due_on == rules.next_year(first)
    assert [(each.due_on, each.note) for each in Occurrence.objects.all()] == [
        (first, "Held the course.")
    ]
    assert HistoryLine.objects.filter(verb="measure.done").count() == 1
    html = client.get(reverse("measures:show", args=[measure.pk])).content.decode()
    assert "Held the course." in html
    assert measure in Measure.objects.carried_by(world.actor("employee"))


def test_what_is_done_for_now_is_refused_until_its_next_year(world: World) -> None:
    measure = yearly(world, days=40)
    services.complete(actor=world.actor("employee"), measure=measure)
    with pytest.raises(Refused):
        services.complete(actor=world.actor("employee"), measure=measure)
    answer = world.client("employee").post(
        reverse("measures:done", args=[measure.pk]), {"comment": "Once more"}
    )
    assert answer.status_code == 200
    assert "This is done for now" in answer.content.decode()
    assert Occurrence.objects.count() == 1


def test_a_year_that_was_missed_is_not_asked_for_twice(world: World) -> None:
    measure = yearly(world)
    late = rules.month_end(clock.today() - dt.timedelta(days=800))
    Measure.objects.update(due_on=late)
    services.complete(actor=world.actor("employee"), measure=measure)
    measure.refresh_from_db()
    assert clock.today() < measure.due_on <= rules.months_after(clock.today(), 13)


def test_what_goes_on_all_the_time_is_reviewed_once_a_year(world: World) -> None:
    measure = world.measure(timing=CONTINUOUS, due_on=None)
    assert measure.due_on == rules.months_after(clock.today(), 12)
    year_later = clock.now() + dt.timedelta(days=365)
    with clock.at(year_later):
        services.complete(actor=world.actor("employee"), measure=measure, comment="Still so.")
        measure.refresh_from_db()
        assert measure.due_on == rules.months_after(clock.today(), 12)
        assert not measure.done


def test_a_recurring_measure_is_ended_by_those_who_handle_the_case(world: World) -> None:
    measure = yearly(world)
    url = reverse("measures:end", args=[measure.pk])
    assert world.client("employee").post(url, {"reason": "Enough"}).status_code == 403
    assert world.client("sibling").post(url, {"reason": "Enough"}).status_code == 404
    leader = world.client("leader")
    assert leader.post(url, {"reason": ""}).status_code == 200
    for _twice in range(2):
        assert leader.post(url, {"reason": "The machine is sold."}).status_code == 302
    measure.refresh_from_db()
    assert measure.done
    assert measure.done_note == "The machine is sold."
    assert HistoryLine.objects.filter(verb="measure.ended").count() == 1


def test_one_with_a_deadline_is_done_and_not_ended(world: World) -> None:
    measure = world.measure()
    url = reverse("measures:end", args=[measure.pk])
    assert world.client("leader").post(url, {"reason": "Enough"}).status_code == 403
    with pytest.raises(Refused):
        services.end(actor=world.actor("leader"), measure=measure)


def test_changing_the_words_of_a_late_one_does_not_make_it_less_late(world: World) -> None:
    measure = yearly(world)
    late = rules.month_end(clock.today() - dt.timedelta(days=40))
    Measure.objects.update(due_on=late)
    plan = replace(world.plan(timing=YEARLY, title="New words"), due_on=late)
    services.change(actor=world.actor("leader"), measure=measure, plan=plan)
    measure.refresh_from_db()
    assert (measure.title, measure.due_on) == ("New words", late)


@pytest.mark.parametrize(
    ("timing", "says"),
    [
        (Measure.Timing.DAY, "By 3 May 2027"),
        (Measure.Timing.MONTH, "During May 2027"),
        (YEARLY, "Every year, next in May 2027"),
    ],
)
def test_lists_say_how_the_deadline_is_meant(
    world: World, timing: Measure.Timing, says: str
) -> None:
    world.measure(timing=timing, due_on=dt.date(2027, 5, 3))
    with clock.at(dt.datetime(2026, 12, 1, tzinfo=dt.UTC)):
        html = world.client("employee").get("/plan/DEP/").content.decode()
    assert says in html


def test_a_month_is_late_when_it_is_over(world: World) -> None:
    day = dt.date(2027, 5, 3)
    with clock.at(dt.datetime(2027, 4, 1, tzinfo=dt.UTC)):
        measure = world.measure(timing=Measure.Timing.MONTH, due_on=day)
    assert queries.standing(measure, dt.date(2027, 5, 31)) is not queries.Standing.LATE
    assert queries.standing(measure, dt.date(2027, 6, 1)) is queries.Standing.LATE

"""Measures take their case's confidentiality: restricted to named people, or sealed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from django.http import Http404
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.measures import plans, queries, rules, services
from vern.core.measures.models import Measure
from vern.core.measures.tests.conftest import World
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.models import Assignment, RoleKey
from vern.core.records import services as records
from vern.core.records.models import Party, Sensitivity

WAYS: dict[str, Callable[[Actor, Measure], int]] = {
    "visible": lambda actor, _one: Measure.objects.visible_to(actor).count(),
    "carried": lambda actor, _one: Measure.objects.carried_by(actor).count(),
    "to judge": lambda actor, _one: Measure.objects.to_judge(actor).count(),
    "to do": lambda actor, _one: len(queries.to_do(actor, 9)),
    "own": lambda actor, _one: queries.own(actor).count(),
    "plan": lambda actor, one: plans.in_plan(actor, one.unit).count(),
    "open": lambda actor, one: plans.counts(plans.in_plan(actor, one.unit)).open,
    "done": lambda actor, one: plans.counts(plans.in_plan(actor, one.unit)).done,
    "cost": lambda actor, one: plans.counts(plans.in_plan(actor, one.unit)).cost,
}


def two(world: World, who: str) -> Measure:
    """One to do and one to judge, from the same case, both with someone responsible."""
    case = world.case()
    actor = world.actor("leader")
    for title in ("To do", "Done"):
        plan = world.plan(who=who, title=title, cost=5000, check_after=Measure.CheckAfter.ONE)
        services.decide(actor=actor, record=case, plan=plan)
    done = Measure.objects.get(title="Done")
    services.complete(actor=actor, measure=done)
    Measure.objects.filter(pk=done.pk).update(check_on=clock.today())
    return Measure.objects.select_related("unit", "origin").get(title="To do")


def known(world: World, who: str, measure: Measure) -> set[str]:
    return {way for way, count in WAYS.items() if count(world.actor(who), measure)}


@pytest.mark.parametrize("who", ["leader", "employee", "dean"])
def test_the_measures_of_a_sealed_case_vanish_everywhere(world: World, who: str) -> None:
    measure = two(world, who="leader" if who == "leader" else "employee")
    assert known(world, who, measure) >= {"visible", "plan", "open", "done", "cost"}
    records.protect(measure.origin, Sensitivity.SEALED)
    assert known(world, who, measure) == set()
    client = world.client(who)
    for name in ("show", "change", "again"):
        assert client.get(reverse(f"measures:{name}", args=[measure.pk])).status_code == 404
    for name in ("done", "end", "judge", "maintain"):
        assert client.post(reverse(f"measures:{name}", args=[measure.pk])).status_code == 404
    for page in ("/plan/DEP/", "/plan/DEP/plan.csv", "/measures/mine/", "/measures/to-judge/"):
        assert "Safer stairs" not in client.get(page).getvalue().decode()
        assert "5" + "\N{NO-BREAK SPACE}" + "000" not in client.get(page).getvalue().decode()


def test_who_was_responsible_and_who_handled_lose_them_too(world: World) -> None:
    measure = two(world, who="employee")
    assert known(world, "employee", measure) >= {"carried", "to do", "own"}
    assert "to judge" in known(world, "leader", measure)
    for who in ("employee", "leader"):
        records.add_party(measure.origin, world.people[who].pk, Party.Part.HANDLER)
    records.protect(measure.origin, Sensitivity.SEALED)
    assert known(world, "employee", measure) == known(world, "leader", measure) == set()


def test_those_who_may_read_the_sealed_record_keep_them(world: World) -> None:
    measure = two(world, who="employee")
    records.add_party(measure.origin, world.people["below"].pk, Party.Part.REPORTER)
    records.protect(measure.origin, Sensitivity.SEALED)
    assert measure in Measure.objects.visible_to(world.actor("reception"))
    html = world.client("reception").get(f"/measures/{measure.pk}/").content.decode()
    assert "To do" in html
    assert measure in Measure.objects.visible_to(world.actor("below"))
    html = world.client("below").get(f"/measures/{measure.pk}/").content.decode()
    assert "Safer stairs" in html
    assert f"/cases/{measure.origin_id}/" not in html
    assert Measure.objects.visible_to(SYSTEM).count() == 2


def test_of_a_restricted_case_all_but_those_named_read_the_plans_words(world: World) -> None:
    measure = two(world, who="employee")
    records.protect(measure.origin, Sensitivity.PARTIES)
    for who in ("employee", "leader", "dean"):
        for page in (f"/measures/{measure.pk}/", "/plan/DEP/?which=all", "/plan/DEP/plan.csv"):
            html = world.client(who).get(page).getvalue().decode()
            assert "Safer stairs" in html, (who, page)
            assert "To do" not in html.replace("To do by", ""), (who, page)
            assert f"/cases/{measure.origin_id}/" not in html
    records.add_party(measure.origin, world.people["employee"].pk, Party.Part.NAMED)
    html = world.client("employee").get(f"/measures/{measure.pk}/").content.decode()
    assert f"/cases/{measure.origin_id}/" in html


def test_a_check_of_a_sealed_case_is_asked_of_nobody(world: World) -> None:
    measure = two(world, who="employee")
    records.protect(measure.origin, Sensitivity.SEALED)
    with clock.at(clock.start_of(rules.months_after(clock.today(), 6))):
        for who in world.people:
            assert queries.to_judge(world.actor(who), 9) == []


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_one_is_known_to_those_to_whom_the_lists_show_it(
    world: World, sensitivity: Sensitivity
) -> None:
    """`get_measure` asks of one what `visible_to` asks of all."""
    measures = [
        world.measure(who=who) for who in ("sibling", "below", *["chief"] * len(Party.Part))
    ]
    Assignment.objects.filter(person=world.people["below"]).delete()
    measures.append(world.measure(unit="SIDE", who="sibling", by="sibling_leader"))
    Measure.objects.filter(pk=measures[-1].pk).update(
        responsible=None, responsible_role=RoleKey.COORDINATOR, responsible_unit=world.units["DEP"]
    )
    for measure, part in zip(measures, ("", "", *Party.Part, ""), strict=True):
        if part:
            for who in ("leader", "sibling"):
                records.add_party(measure.origin, world.people[who].pk, Party.Part(part))
        records.protect(measure.origin, sensitivity)
    for who in world.people:
        actor = world.actor(who)
        shown = set(Measure.objects.visible_to(actor).values_list("pk", flat=True))
        assert {each.pk for each in measures if opens(actor, each)} == shown, who


def opens(actor: Actor, measure: Measure) -> bool:
    with contextlib.suppress(Http404):
        queries.get_measure(actor, measure.pk)
        return True
    return False

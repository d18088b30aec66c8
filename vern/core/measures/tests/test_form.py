"""The form: three things asked, the rest folded away; a post or a unit is as easy as a person."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.measures import services
from vern.core.measures.models import Measure
from vern.core.measures.services import Post
from vern.core.measures.tests.conftest import CASE, World
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity


def sent(world: World, **changes: str) -> dict[str, str]:
    return {
        "title": "Mend the stairs",
        "plan_text": "Safer stairs",
        "type": "preventive",
        "responsible": str(world.people["employee"].pk),
        "due_on": (clock.today() + dt.timedelta(days=30)).isoformat(),
        "priority": "2",
        **changes,
    }


def changed(world: World, measure: Measure, **changes: str) -> Measure:
    answer = world.client("leader").post(
        reverse("measures:change", args=[measure.pk]), sent(world, **changes)
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Measure.objects.get(pk=measure.pk)


def test_only_what_who_and_when_stand_open(world: World) -> None:
    html = (
        world.client("leader")
        .get(reverse("measures:change", args=[world.measure().pk]))
        .content.decode()
    )
    form = html[html.index("<form") :]
    opened, folded = form.split("More about the measure")
    for name in ("title", "plan_text", "responsible", "due_on"):
        assert f'name="{name}"' in opened
    before, words = opened.split("Should the plan say it in other words?")
    assert 'name="plan_text"' in words
    assert 'name="title"' in before
    for name in ("type", "approach", "timing", "priority", "cost", "check_after"):
        assert f'name="{name}"' in folded
        assert f'name="{name}"' not in opened


def test_a_role_and_a_unit_are_chosen_in_the_same_list(world: World) -> None:
    measure = world.measure()
    html = (
        world.client("leader").get(reverse("measures:change", args=[measure.pk])).content.decode()
    )
    dep = world.units["DEP"]
    for value in (str(world.people["employee"].pk), f"coordinator@{dep.pk}", f"u{dep.pk}"):
        assert f'<option value="{value}"' in html
    found = changed(world, measure, responsible=f"coordinator@{dep.pk}")
    assert (found.responsible, found.responsible_role_id) == (None, "coordinator")
    assert found.responsible_unit == dep
    found = changed(world, found, responsible=f"u{dep.pk}")
    assert (found.responsible_role_id, found.responsible_unit) == (None, dep)
    found = changed(world, found)
    assert found.responsible == world.people["employee"]
    assert found.responsible_unit is None


def test_a_unit_elsewhere_is_found_by_a_search(world: World) -> None:
    measure = world.measure()
    url = reverse("measures:change", args=[measure.pk])
    side = world.units["SIDE"]
    typed = sent(world, who="side", search="1", responsible="", title="Typed")
    form = world.client("leader").post(url, typed).context["form"]
    assert form.errors == {}
    assert form["responsible"].value() == f"u{side.pk}"
    assert form["title"].value() == "Typed"
    assert changed(world, measure, responsible=f"u{side.pk}").responsible_unit == side


@pytest.mark.parametrize("value", ["u0", "u", "nobody@1", "safety_rep@1", "@", "coordinator@x"])
def test_made_up_posts_are_refused(world: World, value: str) -> None:
    measure = world.measure()
    answer = world.client("leader").post(
        reverse("measures:change", args=[measure.pk]), sent(world, responsible=value)
    )
    assert list(answer.context["form"].errors) == ["responsible"]


def test_the_one_who_has_it_now_can_keep_it_wherever_they_work(world: World) -> None:
    measure = world.measure(who="sibling")
    found = changed(world, measure, responsible=str(world.people["sibling"].pk), title="Other")
    assert (found.responsible, found.title) == (world.people["sibling"], "Other")
    post = services.decide(
        actor=SYSTEM,
        record=world.case(),
        plan=world.plan(responsible=Post(world.units["SIDE"], RoleKey.COORDINATOR)),
    )
    value = f"coordinator@{world.units['SIDE'].pk}"
    assert changed(world, post, responsible=value, title="Other").title == "Other"


def test_what_goes_on_all_the_time_needs_no_day(world: World) -> None:
    found = changed(world, world.measure(), timing="continuous", due_on="")
    assert found.timing == "continuous"


def test_the_folded_part_is_kept_and_shown_on_the_page(world: World) -> None:
    more = {"approach": "technical", "timing": "month", "cost": "120000", "check_after": "6"}
    found = changed(world, world.measure(), **more)
    assert (found.approach, found.cost, found.check_after) == ("technical", 120000, 6)
    html = world.client("leader").get(f"/measures/{found.pk}/").content.decode()
    assert "NOK 120\N{NO-BREAK SPACE}000" in html
    assert "Technical" in html


def test_the_same_measure_twice_is_one_and_another_is_another(world: World) -> None:
    case, actor = world.case(), world.actor("leader")
    plan = world.plan()
    first = services.decide(actor=actor, record=case, plan=plan)
    assert services.decide(actor=actor, record=case, plan=plan) == first
    assert services.decide(actor=actor, record=case, plan=world.plan(days=11)) != first


def rows(world: World, who: str, query: str = "") -> list[dict[str, str]]:
    answer = world.client(who).get(f"/plan/DEP/plan.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_file_has_the_plan_in_the_readers_words_with_the_sum(world: World) -> None:
    world.measure(cost=1500, approach=Measure.Approach.TECHNICAL, plan_text="=1+1")
    world.measure(cost=2000, title="Other", responsible=Post(world.units["DEP"]))
    found = rows(world, "employee")
    assert [row["Measure"] for row in found] == ["'=1+1", "Safer stairs", "Sum"]
    assert found[0]["Kind"] == "Technical"
    assert (found[1]["Responsible"], found[1]["Responsible today"]) == ("DEP", "Leader Test")
    assert found[2]["Cost in kroner"] == "3500"
    assert "Other" in [row["Measure"] for row in rows(world, "leader")]
    assert [row["Measure"] for row in rows(world, "employee", "?which=done")] == ["Sum"]
    assert (
        "NOK 3\N{NO-BREAK SPACE}500" in world.client("employee").get("/plan/DEP/").content.decode()
    )


def test_the_file_is_for_those_who_see_the_plan(world: World) -> None:
    assert world.client("sibling").get("/plan/DEP/plan.csv").status_code == 404


def test_a_private_case_that_nobody_reported_says_it_once(world: World) -> None:
    measure = world.measure()
    Record.objects.filter(pk=measure.origin_id).update(sensitivity=Sensitivity.PARTIES)
    measure.origin.parties.create(person=world.people["leader"], part=Party.Part.HANDLER)
    address = reverse("measures:change", args=[measure.pk])
    client = world.client("leader")
    reported = client.post(address, sent(world, plan_text=""))
    assert "plan_text" in reported.context["form"].errors
    with kinds.holding(replace(CASE, reported=False)):
        page = client.get(address).content.decode()
        assert "the one who reported" not in page
        assert "Stands in the unit&#x27;s plan, which everyone at the unit can read." in page
        assert client.post(address, sent(world, plan_text="")).status_code == 302
    measure.refresh_from_db()
    assert measure.plan_text == "Mend the stairs"


@pytest.mark.parametrize(
    ("who", "words"),
    [("leader", "stands in the unit"), ("employee", "the one responsible has been told")],
)
def test_the_receipt_says_told_only_where_another_is_responsible(
    world: World, who: str, words: str
) -> None:
    former = world.measure(check_after=Measure.CheckAfter.ONE)
    services.complete(actor=SYSTEM, measure=former)
    services.judge(
        actor=world.actor("leader"), measure=former, effect=Measure.Effect.NO, comment=""
    )
    answer = world.client("leader").post(
        reverse("measures:again", args=[former.pk]),
        sent(world, responsible=str(world.people[who].pk)),
        follow=True,
    )
    (message,) = answer.context["messages"]
    assert words in str(message)

"""The page of one measure: who sees how much, who says that it is done, who changes it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.measures import services
from vern.core.measures.models import Measure
from vern.core.measures.tests.conftest import World
from vern.core.org.models import RoleCapability
from vern.core.records.models import Party, Record

CASE_TITLE = "Mend the stairs where Ola fell"
NEUTRAL = "Safer stairs"


def page(world: World, who: str, measure: Measure) -> str:
    response = world.client(who).get(reverse("measures:show", args=[measure.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def test_those_who_see_the_case_read_the_measure_in_full(world: World) -> None:
    measure = world.measure()
    for who in ("leader", "dean"):
        html = page(world, who, measure)
        assert CASE_TITLE in html
        assert f'href="/cases/{measure.origin_id}/"' in html


def test_the_responsible_person_reads_neutral_words_and_what_is_needed(world: World) -> None:
    measure = world.measure(who="sibling")
    html = page(world, "sibling", measure)
    assert NEUTRAL in html
    assert "Ola" not in html
    assert "/cases/" not in html
    assert str(measure.due_on.day) in html
    assert "Leader, DEP" in html


def test_everyone_at_the_unit_may_read_the_neutral_words(world: World) -> None:
    html = page(world, "employee", world.measure(who="leader"))
    assert NEUTRAL in html
    assert "Ola" not in html


def test_who_reported_the_case_reads_neutral_words_only(world: World) -> None:
    measure = world.measure(who="leader")
    Party.objects.create(
        record=measure.origin, person=world.people["employee"], part=Party.Part.REPORTER
    )
    assert measure.origin in Record.objects.visible_to(world.actor("employee"))
    plan = world.client("employee").get(reverse("measures:plan", args=["DEP"])).content.decode()
    for html in (page(world, "employee", measure), plan):
        assert NEUTRAL in html
        assert "Ola" not in html


@pytest.mark.parametrize("who", ["sibling", "sibling_leader", "below"])
def test_a_measure_elsewhere_is_not_found(world: World, who: str) -> None:
    measure = world.measure()
    client = world.client(who)
    for name in ("show", "change"):
        assert client.get(reverse(f"measures:{name}", args=[measure.pk])).status_code == 404
    assert client.post(reverse("measures:done", args=[measure.pk])).status_code == 404


def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    response = AuditedClient().get(reverse("measures:show", args=[world.measure().pk]))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["employee", "leader", "dean"])
def test_the_responsible_person_and_handlers_may_say_that_it_is_done(
    world: World, who: str
) -> None:
    measure = world.measure()
    response = world.client(who).post(
        reverse("measures:done", args=[measure.pk]), {"comment": "New treads."}
    )
    assert response.status_code == 302
    measure.refresh_from_db()
    assert measure.done
    assert measure.done_by == world.people[who]
    assert measure.done_note == "New treads."


def test_others_who_see_it_may_not(world: World) -> None:
    measure = world.measure(who="leader")
    response = world.client("employee").post(reverse("measures:done", args=[measure.pk]))
    assert response.status_code == 403
    measure.refresh_from_db()
    assert not measure.done


def test_done_twice_is_done_once(world: World) -> None:
    measure = world.measure()
    client = world.client("employee")
    for comment in ("First.", "Second."):
        response = client.post(reverse("measures:done", args=[measure.pk]), {"comment": comment})
        assert response.status_code == 302
    measure.refresh_from_db()
    assert measure.done_note == "First."
    assert HistoryLine.objects.filter(verb="measure.done").count() == 1


def test_what_was_done_is_read_only_by_those_who_see_the_case(world: World) -> None:
    measure = world.measure(who="leader")
    services.complete(actor=world.actor("leader"), measure=measure, comment="Ola got new shoes.")
    assert "new shoes" in page(world, "leader", measure)
    assert "new shoes" not in page(world, "employee", measure)


def test_a_note_that_is_too_long_comes_back_with_the_reason(world: World) -> None:
    measure = world.measure()
    response = world.client("employee").post(
        reverse("measures:done", args=[measure.pk]), {"comment": "x" * 501}
    )
    assert response.status_code == 200
    assert "data-error-summary" in response.content.decode()
    measure.refresh_from_db()
    assert not measure.done


def sent(world: World, **changes: str) -> dict[str, str]:
    return {
        "title": "Mend the stairs",
        "plan_text": NEUTRAL,
        "type": "preventive",
        "responsible": str(world.people["chief"].pk),
        "due_on": (clock.today() + dt.timedelta(days=30)).isoformat(),
        "priority": "1",
        **changes,
    }


def test_a_handler_changes_a_measure_and_the_trail_says_so(world: World) -> None:
    measure = world.measure()
    response = world.client("leader").post(
        reverse("measures:change", args=[measure.pk]), sent(world)
    )
    assert response.status_code == 302
    measure.refresh_from_db()
    assert measure.title == "Mend the stairs"
    assert measure.responsible == world.people["chief"]
    html = page(world, "leader", measure)
    assert "Before: Mend the stairs where Ola fell" in html


def test_the_responsible_person_may_not_change_what_was_decided(world: World) -> None:
    measure = world.measure()
    url = reverse("measures:change", args=[measure.pk])
    client = world.client("employee")
    assert client.get(url).status_code == 403
    assert client.post(url, sent(world)).status_code == 403
    measure.refresh_from_db()
    assert measure.title == CASE_TITLE


def test_one_who_sees_the_case_without_handling_it_may_not_change(world: World) -> None:
    RoleCapability.objects.create(role_id="local_chief_rep", capability="cases.see")
    measure = world.measure()
    client = world.client("chief")
    assert CASE_TITLE in client.get(reverse("measures:show", args=[measure.pk])).content.decode()
    assert client.get(reverse("measures:change", args=[measure.pk])).status_code == 403


def test_what_is_done_cannot_be_changed(world: World) -> None:
    measure = world.measure()
    services.complete(actor=world.actor("leader"), measure=measure)
    response = world.client("leader").get(reverse("measures:change", args=[measure.pk]))
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("responsible", "Nobody Here"),
        ("responsible", "u999999"),
        ("cost", "-1"),
        ("cost", "x"),
        ("due_on", "2020-01-01"),
        ("title", ""),
        ("priority", "9"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(world: World, field: str, value: str) -> None:
    measure = world.measure()
    response = world.client("leader").post(
        reverse("measures:change", args=[measure.pk]), sent(world, **{field: value})
    )
    assert response.status_code == 200
    assert field in response.context["form"].errors
    measure.refresh_from_db()
    assert measure.title == CASE_TITLE


def test_the_page_costs_the_same_whatever_the_trail(
    world: World, django_assert_max_num_queries: object
) -> None:
    measure = world.measure()
    for days in range(5):
        plan = world.plan(days=20 + days, title=f"Version {days}")
        services.change(actor=world.actor("leader"), measure=measure, plan=plan)
    client = world.client("leader")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(reverse("measures:show", args=[measure.pk]))

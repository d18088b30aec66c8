"""Two people change the same report: neither undoes what the other did without having seen it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, now
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.records.models import Record


def opened(world: World, who: str, address: str) -> dict[str, Any]:
    """What the form holds when someone opens it, as their browser would send it back."""
    form = world.client(who).get(address).context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, "", [])}


def save(world: World, who: str, address: str, given: dict[str, Any], **more: Any) -> Any:
    return world.client(who).post(address, {**given, **more})


def says(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.context["form"].non_field_errors())


@pytest.fixture
def record(world: World) -> Record:
    return make.told(world)


def test_the_second_to_assess_sees_what_the_first_has_saved(world: World, record: Record) -> None:
    page = at(record, "assess")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    assert (
        save(world, "leader", page, first, type="accident", cause_text="Glatt").status_code == 302
    )
    answer = save(world, "hse", page, second, type="near_miss", cause_text="Dårlig lys")
    assert "Leader Prøve has changed this since you opened it." in says(answer)
    assert "<li>The causes in your own words: Glatt</li>" in says(answer)
    assert "<li>Type: Accident</li>" in says(answer)
    assert answer.context["form"]["cause_text"].value() == "Dårlig lys"
    assert now(record).incident.cause_text == "Glatt"


def test_who_has_seen_it_may_let_theirs_stand(world: World, record: Record) -> None:
    page = at(record, "assess")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    save(world, "leader", page, first, type="accident")
    answer = save(world, "hse", page, second, type="near_miss")
    given = {**second, "seen": answer.context["form"]["seen"].value()}
    assert save(world, "hse", page, given, type="near_miss").status_code == 302
    assert now(record).incident.type == "near_miss"


def test_ones_own_change_before_the_last_is_no_hindrance(world: World, record: Record) -> None:
    page = at(record, "assess")
    for text in ("Glatt", "Glatt og mørkt"):
        given = opened(world, "leader", page)
        assert (
            save(world, "leader", page, given, type="accident", cause_text=text).status_code == 302
        )
    assert now(record).incident.cause_text == "Glatt og mørkt"


def test_a_deadline_is_not_changed_under_someones_hands(world: World, record: Record) -> None:
    page = at(record, "deadline")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    days = [clock.today() + dt.timedelta(days=days) for days in (40, 60)]
    save(world, "leader", page, first, due_on=days[0], reason="Deler")
    answer = save(world, "hse", page, second, due_on=days[1], reason="Ferie")
    assert "To be handled by: " in says(answer)
    assert now(record).due_on == days[0]


def test_nobody_is_asked_over_another_who_was_just_asked(world: World, record: Record) -> None:
    page = at(record, "handler")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    choices = world.client("leader").get(page).context["form"].fields["person"].choices
    one, other = [key for key, _name in choices if key][:2]
    save(world, "leader", page, first, person=one)
    answer = save(world, "hse", page, second, person=other)
    assert "Who is to handle it?: " in says(answer)
    assert str(now(record).owner_id) == one


def test_root_causes_are_not_written_over(world: World, record: Record) -> None:
    page = at(record, "causes")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    save(world, "leader", page, first, why_1="Ingen rutine")
    answer = save(world, "hse", page, second, why_1="Ingen tid")
    assert "Why did it happen?: Ingen rutine" in says(answer)
    assert [each.text for each in now(record).incident.root_causes.all()] == ["Ingen rutine"]


def test_a_measure_is_not_written_over_and_another_of_the_case_does_not_matter(
    world: World, record: Record
) -> None:
    one, other = make.decided(world, record), make.decided(world, record, title="Noe annet")
    page, beside = (f"/measures/{each.pk}/change/" for each in (one, other))
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    save(world, "leader", beside, opened(world, "leader", beside), title="Noe helt annet")
    save(world, "leader", page, first, title="Rekkverk")
    answer = save(world, "hse", page, second, title="Skilt")
    assert "What is to be done?: Rekkverk" in says(answer)
    assert "Noe helt annet" not in says(answer)
    assert Measure.objects.get(pk=one.pk).title == "Rekkverk"


def test_what_another_wrote_is_shown_as_text(world: World, record: Record) -> None:
    page = at(record, "assess")
    first, second = opened(world, "leader", page), opened(world, "hse", page)
    save(world, "leader", page, first, type="accident", cause_text="<script>alert(1)</script>")
    answer = save(world, "hse", page, second, type="near_miss")
    assert "&lt;script&gt;" in says(answer)
    assert b"<script>alert" not in answer.content

"""What whoever writes an assessment meets on the way, and those who take part in it."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from vern.core.kernel import clock
from vern.hub.desk.queries import desk_of
from vern.plan.risk import services
from vern.plan.risk.models import RiskRow
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World
from vern.plan.risk.tests.test_writing import url


def judged(world: World, short: int, long: int) -> tuple[str, list[RiskRow]]:
    """A psychosocial assessment in which the first factor alone is judged, as a leader does it."""
    record = make.started(world, "psychosocial")
    make.took_part(world, record)
    first = make.look(record).said.factors[0].key
    given = {f"{first}-short": str(short), f"{first}-long": str(long)}
    answer = world.client("leader").post(url("factors", record, 1), given)
    assert answer.status_code == 302
    return str(record.pk), [each.row for each in make.look(record).rows]


def page(world: World, name: str, pk: str, who: str = "leader") -> str:
    return world.client(who).get(reverse(f"risk:{name}", args=[pk])).content.decode()


def test_the_last_page_names_each_factor_that_is_left_and_leads_to_it(world: World) -> None:
    pk, rows = judged(world, 1, 1)
    sheet = make.look(rows[0].assessment.record)
    text = page(world, "finish", pk)
    for place, factor in list(enumerate(sheet.said.factors))[1:]:
        assert f"Judge “{factor.name}” in the short and the long term." in text
        assert reverse("risk:factors", args=[pk, place // 2 + 1]) in text
    assert f"“{sheet.said.factors[0].name}”" not in text


def test_all_in_all_shows_every_factor_also_what_is_not_judged(world: World) -> None:
    pk, rows = judged(world, 1, 1)
    text = page(world, "together", pk)
    factors = make.look(rows[0].assessment.record).said.factors
    assert all(each.name in text for each in factors)
    assert text.count("Lacks the short or the long term") == len(factors) - 1


def test_people_who_are_at_work_wait_for_no_measure(world: World) -> None:
    pk, rows = judged(world, 3, 3)
    address = reverse("risk:measure", args=[pk])
    text = world.client("leader").get(f"{address}?row={rows[0].pk}").content.decode()
    assert "before_start" not in text
    record = make.started(world, "chemical")
    address = reverse("risk:measure", args=[record.pk])
    assert "before_start" in world.client("leader").get(address).content.decode()


def test_what_was_chosen_is_kept_when_a_measure_is_added(world: World) -> None:
    pk, rows = judged(world, 3, 3)
    answer = world.client("leader").post(
        reverse("risk:remaining", args=[pk]), {f"row_{rows[0].pk}": "2", "row": str(rows[0].pk)}
    )
    assert answer["Location"] == f"{reverse('risk:measure', args=[pk])}?row={rows[0].pk}"
    rows[0].refresh_from_db()
    assert rows[0].after == {"colour": 2}


def test_who_takes_part_finds_it_on_their_desk_until_it_is_approved(world: World) -> None:
    record = make.complete_one(world)
    for who, theirs in {"worker": True, "colleague": False}.items():
        sections = {each.key for each in desk_of(world.actor(who), clock.today()).sections}
        assert ("risk" in sections) is theirs, who
    services.approve(
        actor=world.actor("leader"),
        record=record,
        valid_until=clock.today() + dt.timedelta(days=300),
    )
    assert "risk" not in {e.key for e in desk_of(world.actor("worker"), clock.today()).sections}

"""What the pages of rounds tell their readers: whom a round waits for, what was found, which it is."""

from __future__ import annotations

import re

import pytest

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.org.testing import World
from vern.plan.rounds.models import Round, Signature
from vern.plan.rounds.searching import texts
from vern.plan.rounds.services import follow_up, mapping, planning
from vern.plan.rounds.tests import make

LEADER, REP = Signature.By.LEADER, Signature.By.REPRESENTATIVE


def shown(world: World, who: str, address: str) -> str:
    text = world.client(who).get(address).content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("signed", "who", "says", "asks"),
    [
        ("", "leader", "Waits for you and the safety representative to sign.", 1),
        ("", "rep", "Waits for you and the leader to sign.", 1),
        ("", "coordinator", "Waits for the leader and the safety representative to sign.", 0),
        ("leader", "leader", "You have signed. Waits for the safety representative.", 0),
        ("leader", "rep", "Waits for you, as safety representative.", 1),
        ("leader", "coordinator", "signed. Waits for the safety representative.", 0),
        ("rep", "leader", "Waits for you, as leader.", 1),
        ("rep", "rep", "You have signed. Waits for the leader.", 0),
    ],
)
def test_a_round_to_be_signed_says_whom_it_waits_for_and_asks_only_who_can_sign(
    world: World, signed: str, who: str, says: str, asks: int
) -> None:
    record = make.walked(world)
    make.settle(world, record)
    if signed:
        by = LEADER if signed == "leader" else REP
        follow_up.sign(actor=world.actor(signed), record=record, by=by)
    text = shown(world, who, f"/rounds/{record.pk}/")
    assert says in text
    assert text.count(f"/rounds/{record.pk}/sign/") == asks
    assert text.count(">Sign</h2>") == asks


def test_before_everything_is_decided_a_round_says_what_is_missing_and_asks_nobody_to_sign(
    world: World,
) -> None:
    record = make.walked(world)
    text = shown(world, "rep", f"/rounds/{record.pk}/")
    assert "Before it can be signed" in text
    assert "Waits for" not in text
    assert f"/rounds/{record.pk}/sign/" not in text


def test_a_finding_is_told_by_what_was_seen_with_its_point_beside_it(world: World) -> None:
    record = make.walked(world)
    text = shown(world, "leader", f"/rounds/{record.pk}/")
    assert ">Boxes everywhere</a></h3>" in text
    assert f": {make.point().name}</p>" in text
    assert "Not as it should be" not in text


def test_where_nobody_wrote_what_was_seen_a_point_never_stands_as_if_it_were_so(
    world: World,
) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record))
    point, way = make.point().name, f"/rounds/{record.pk}/"
    finding = f"{way}findings/{make.only_finding(record).pk}/"
    wrong = f"Not as it should be: {point}"
    assert shown(world, "leader", way).count(point) == shown(world, "leader", way).count(wrong) == 1
    mapping.finish(actor=world.actor("leader"), record=record)
    for address in (way, finding, f"{finding}measure/", f"{way}report/"):
        assert wrong in shown(world, "leader", address), address
    assert f'value="{make.LAB}: {wrong}"' in shown(world, "leader", f"{finding}measure/")
    found = " ".join(next(texts([record.pk])).body)
    assert found.count(make.point().name_nb) == found.count(f": {make.point().name_nb}") == 1


def test_the_list_calls_a_round_by_its_day_and_shows_each_one_once(world: World) -> None:
    record = make.planned(world)
    until = clock.today()
    planning.ask_everyone(actor=world.actor("leader"), record=record, until=until)
    called = f">HSE round {day(Round.objects.get(pk=record.pk).day)}</a>"
    for who, where, leads_to in (
        ("leader", "Under way", f"/rounds/{record.pk}/"),
        ("employee", "Where you work", f"/rounds/{record.pk}/for-all/"),
    ):
        text = shown(world, who, "/rounds/")
        assert text.count(called) == 1, who
        assert where in text
        assert f'href="{leads_to}"' in text
    assert f"/rounds/{record.pk}/for-all/" in shown(world, "leader", f"/rounds/{record.pk}/")


def test_the_reports_tables_have_few_columns_and_tell_what_was_seen_first(world: World) -> None:
    text = shown(world, "rep", f"/rounds/{make.signed(world).pk}/report/")
    heads = re.findall(r"<thead>.*?</thead>", text, re.DOTALL)
    assert heads
    assert max(each.count("<th ") + each.count("<th>") for each in heads) <= 3  # fits a phone
    cell = next(each for each in re.findall(r"<td.*?</td>", text, re.DOTALL) if "Boxes" in each)
    assert re.search(rf"Boxes everywhere<br ?/?>\s*Looked at: .*: {make.point().name}", cell), cell

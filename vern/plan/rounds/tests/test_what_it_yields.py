"""What rounds give to the rest: figures, evidence, deadlines, the desk, the search, one's own data."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from vern.core.kernel import clock
from vern.core.org.relays import handed_over
from vern.core.org.tree import Level, tree_on
from vern.hub.calendar.models import Deadline
from vern.hub.calendar.sweeping import sweep
from vern.hub.evidence.ports import Asked
from vern.hub.evidence.rules import Verdict as Met
from vern.hub.figures.services import answer
from vern.hub.search.indexing import rebuild
from vern.plan.rounds.assurances import judge
from vern.plan.rounds.models import Round, Signature
from vern.plan.rounds.rules import Verdict
from vern.plan.rounds.services import follow_up, planning, wishes
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World


def held(level: Level) -> dict[str, dict[str, object]]:
    rows = answer("rounds.held", year=clock.today().year, level=level).rows
    return {str(row["unit"]): dict(row) for row in rows}


def test_the_figure_has_a_row_for_every_unit_also_for_one_that_lacks_a_round(
    world: World,
) -> None:
    make.signed(world, days=0)
    rows = held(Level.REPORTING)
    assert rows["DEP"]["rounds"] == rows["DEP"]["signed"] == rows["DEP"]["findings"] == 1
    assert (rows["SIDE"]["rounds"], rows["SIDE"]["units_held"]) == (0, 0)
    above = held(Level.FACULTY)["FAC"]
    assert (above["units"], above["units_held"], above["rounds"]) == (2, 1, 1)


def test_a_round_that_is_planned_or_walked_halfway_is_not_held(world: World) -> None:
    record = make.planned(world, days=0)
    make.note(world, record, make.mark(record))
    assert held(Level.REPORTING)["DEP"]["rounds"] == 0


def test_findings_are_counted_by_theme_with_what_became_of_them(world: World) -> None:
    record = make.planned(world, days=0)
    make.walked(
        world,
        make.mark(record, at="order-tidy"),
        make.mark(record, at="fire-routes", fixed=True),
        make.mark(record, at="fire-doors"),
        make.mark(record, at=None, comment="Odd"),
        record=record,
    )
    make.settle(world, record)
    rows = answer("rounds.findings", year=clock.today().year).rows
    found = {str(row["theme"]): (row["findings"], row["fixed"], row["not_now"]) for row in rows}
    assert found == {"order": (1, 0, 1), "fire": (2, 1, 1), "remark": (1, 0, 1)}


def test_evidence_tells_signed_from_walked_from_nothing(world: World) -> None:
    def asked() -> Met:
        tree = tree_on(clock.today())
        unit = tree.places[world.units["DEP"].pk]
        found = judge(Asked(clock.today().year, tree, (unit,)))
        return found[world.units["DEP"].pk].verdict

    assert asked() is Met.NOT
    record = make.walked(world, days=0)
    assert asked() is Met.PARTLY
    make.settle(world, record)
    make.sign(world, record)
    assert asked() is Met.MET


def due(rule: str) -> dict[str, tuple[dt.date, set[str]]]:
    sweep()
    rows = Deadline.objects.filter(rule=rule).select_related("unit")
    return {
        each.unit.code: (
            each.due_on,
            {carrier.person.given_name for carrier in each.carriers.select_related("person")},
        )
        for each in rows
    }


def test_last_years_round_makes_this_years_due_until_one_is_planned(world: World) -> None:
    year = clock.today().year
    with clock.at(clock.start_of(dt.date(year - 1, 5, 1))):
        make.signed(world, days=0)
    assert due("rounds.yearly") == {"DEP": (dt.date(year, 12, 31), {"Leader"})}
    make.planned(world, days=0)
    assert due("rounds.yearly") == {}


def test_a_walked_round_is_to_be_signed_by_the_one_who_has_not(world: World) -> None:
    record = make.walked(world, days=0)
    make.settle(world, record)
    day = clock.today() + dt.timedelta(days=30)
    assert due("rounds.sign") == {"DEP": (day, {"Leader"})}
    follow_up.sign(actor=world.actor("leader"), record=record, by=Signature.By.LEADER)
    assert due("rounds.sign") == {"DEP": (day, {"Rep"})}


def test_the_desk_says_what_awaits_whom(world: World) -> None:
    url = "/"
    assert "Plan this year&#x27;s HSE round" in world.client("leader").get(url).content.decode()
    record = make.planned(world, days=5)
    assert record.number in world.client("rep").get(url).content.decode()
    until = clock.today() + dt.timedelta(days=3)
    planning.ask_everyone(actor=world.actor("leader"), record=record, until=until)
    text = "What should the HSE round look at?"
    assert text in world.client("employee").get(url).content.decode()
    assert text not in world.client("sibling").get(url).content.decode()
    round_ = Round.objects.get(pk=record.pk)
    wishes.wish(actor=world.actor("employee"), round_=round_, text="Sun", key=uuid4())
    assert text not in world.client("employee").get(url).content.decode()


def test_a_round_is_found_by_what_was_noted_by_those_who_read_it(world: World) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record, Verdict.IMPROVE, comment="The autoclave hisses"))
    rebuild()
    found = world.client("rep").get("/search/?q=autoclave").content.decode()
    assert record.number in found
    other = world.client("sibling_leader").get("/search/?q=autoclave").content.decode()
    assert record.number not in other


def test_a_leader_who_leaves_hands_over_rounds_that_are_not_signed(world: World) -> None:
    record = make.planned(world)
    make.signed(world)
    lying = handed_over["rounds"].lying(world.actor("leader"), {world.units["DEP"].pk})
    assert list(lying) == [record.pk]
    assert handed_over["rounds"].described(world.actor("sibling_leader"), lying) == {}


def test_my_data_shows_what_rounds_store_about_me(world: World) -> None:
    record = make.planned(world)
    round_ = Round.objects.get(pk=record.pk)
    wishes.wish(actor=world.actor("employee"), round_=round_, text="More sun", key=uuid4())
    wishes.wish(
        actor=world.actor("employee"), round_=round_, text="Secret", key=uuid4(), nameless=True
    )
    text = world.client("employee").get("/my-data/").content.decode()
    assert "More sun" in text
    assert "Secret" not in text

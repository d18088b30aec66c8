"""Create, rename, move, merge, split: what each does, and what each refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import SYSTEM, holding
from vern.core.org.models import Assignment, RoleKey, Unit, UnitPlacement
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.units import (
    Names,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    split_unit,
)
from vern.core.org.tasks import refresh_todays_tree
from vern.core.org.tests import world
from vern.core.org.tests.world import give, new_unit, someone, unit
from vern.core.org.tree import Level, tree_on

pytestmark = pytest.mark.usefixtures("units")
DAY = dt.date(2024, 1, 1)
LATER = dt.date(2030, 1, 1)
BEFORE = dt.date(2023, 12, 31)


def names_on(day: dt.date) -> dict[str, str]:
    return {place.code: place.name_nb for place in tree_on(day).places.values()}


def parent_on(day: dt.date, code: str) -> str:
    tree = tree_on(day)
    parent = tree.by_code(code).parent_id
    return tree.places[parent].code if parent else ""


def members_of(code: str, day: dt.date) -> set[int]:
    held = Assignment.objects.filter(
        holding(day), unit__code=code, role__in=(RoleKey.EMPLOYEE, RoleKey.STUDENT)
    )
    return set(held.values_list("person", flat=True))


def test_a_renamed_unit_keeps_its_name_in_earlier_years() -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("New"), on=DAY)
    assert names_on(BEFORE)["A"] == "Unit A"
    assert names_on(DAY)["A"] == "New"
    assert unit("A").name_nb == "New"


def test_the_same_rename_twice_is_done_once() -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("New"), on=DAY)
    with pytest.raises(Refused, match="already"):
        rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("New"), on=DAY)
    assert HistoryLine.objects.filter(verb="unit.renamed").count() == 1


def test_a_moved_unit_takes_the_units_below_it_along() -> None:
    move_unit(actor=SYSTEM, unit=unit("A"), parent=unit("G"), on=DAY)
    assert parent_on(BEFORE, "A") == "F"
    assert parent_on(DAY, "A") == "G"
    assert unit("S").path.startswith(unit("G").path)


def test_a_unit_cannot_move_below_itself() -> None:
    with pytest.raises(Refused, match="below it") as refused:
        move_unit(actor=SYSTEM, unit=unit("F"), parent=unit("S"), on=DAY)
    assert refused.value.field == "parent"


def test_a_move_is_refused_that_makes_a_circle_with_a_later_one() -> None:
    move_unit(actor=SYSTEM, unit=unit("B"), parent=unit("C"), on=LATER)
    with pytest.raises(Refused, match="below it"):
        move_unit(actor=SYSTEM, unit=unit("C"), parent=unit("B"), on=DAY)


def test_the_institution_itself_is_neither_moved_nor_split_nor_merged() -> None:
    with pytest.raises(Refused, match="institution"):
        move_unit(actor=SYSTEM, unit=unit("U"), parent=unit("F"), on=DAY)
    with pytest.raises(Refused, match="institution"):
        split_unit(actor=SYSTEM, unit=unit("U"), into=[new_unit("X"), new_unit("Y")], on=DAY)
    with pytest.raises(Refused, match="institution"):
        merge_units(actor=SYSTEM, units=[unit("U"), unit("F")], into=new_unit("X"), on=DAY)


def test_nothing_stands_under_a_unit_before_it_begins_or_after_it_ends() -> None:
    with pytest.raises(Refused, match="does not exist"):
        create_unit(actor=SYSTEM, new=new_unit("X"), parent=unit("A"), on=dt.date(2019, 12, 31))
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=LATER)
    with pytest.raises(Refused, match="going to end"):
        create_unit(actor=SYSTEM, new=new_unit("X"), parent=unit("A"), on=DAY)
    with pytest.raises(Refused, match="going to end"):
        move_unit(actor=SYSTEM, unit=unit("C"), parent=unit("A"), on=DAY)


def test_a_code_is_used_once_whatever_the_case() -> None:
    with pytest.raises(Refused) as refused:
        create_unit(actor=SYSTEM, new=new_unit("a"), parent=unit("F"), on=DAY)
    assert refused.value.field == "code"


def test_there_is_one_institution() -> None:
    with pytest.raises(Refused) as refused:
        create_unit(actor=SYSTEM, new=new_unit("X"), parent=None, on=DAY)
    assert refused.value.field == "parent"


def test_merged_units_hang_under_the_new_one_which_stands_where_the_first_stood() -> None:
    merge_units(actor=SYSTEM, units=[unit("A"), unit("C")], into=new_unit("N"), on=DAY)
    assert parent_on(DAY, "N") == "F"
    assert parent_on(DAY, "A") == parent_on(DAY, "C") == "N"
    assert (unit("A").active, unit("N").active) == (False, True)
    assert unit("A").path.startswith(unit("N").path)
    assert "N" not in names_on(BEFORE)


def test_the_units_below_a_merged_one_move_to_its_successor() -> None:
    merge_units(actor=SYSTEM, units=[unit("A"), unit("B")], into=new_unit("N"), on=DAY)
    assert parent_on(BEFORE, "S") == "A"
    assert parent_on(DAY, "S") == "N"


def test_a_faculty_merges_with_a_unit_of_its_own() -> None:
    merge_units(actor=SYSTEM, units=[unit("A"), unit("F")], into=new_unit("N"), on=DAY)
    assert parent_on(DAY, "N") == "U"
    assert parent_on(DAY, "B") == "N"


def test_people_of_a_merged_unit_belong_to_its_successor_for_as_long_as_before() -> None:
    stays, leaves, comes = someone(), someone(), someone()
    give(RoleKey.EMPLOYEE, "A", stays)
    leaving = give(RoleKey.STUDENT, "A", leaves)
    Assignment.objects.filter(pk=leaving.pk).update(valid_to=dt.date(2024, 7, 1))
    give(RoleKey.EMPLOYEE, "A", comes, on=dt.date(2024, 9, 1))
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    assert members_of("A", BEFORE) == {stays.pk, leaves.pk}
    assert members_of("A", DAY) == set()
    assert members_of("B", DAY) == {stays.pk, leaves.pk}
    assert members_of("B", dt.date(2024, 7, 1)) == {stays.pk}
    assert members_of("B", LATER) == {stays.pk, comes.pk}


def test_who_belonged_to_both_merged_units_belongs_to_the_new_one_once() -> None:
    both = someone()
    give(RoleKey.EMPLOYEE, "A", both)
    give(RoleKey.EMPLOYEE, "B", both)
    give(RoleKey.STUDENT, "B", both)
    merge_units(actor=SYSTEM, units=[unit("A"), unit("B")], into=new_unit("N"), on=DAY)
    held = Assignment.objects.filter(unit__code="N", person=both)
    assert sorted(held.values_list("role", flat=True)) == ["employee", "student"]


def test_the_posts_of_a_merged_unit_end_those_to_come_too() -> None:
    leader = give(RoleKey.LEADER, "A")
    give(RoleKey.COORDINATOR, "A", on=LATER)
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    leader.refresh_from_db()
    assert leader.valid_to == DAY
    assert not Assignment.objects.filter(unit__code="A", role=RoleKey.COORDINATOR).exists()
    ended = HistoryLine.objects.filter(verb="person.assignment_ended", unit=unit("A"))
    assert ended.count() == 2


def test_a_merger_twice_is_done_once() -> None:
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    with pytest.raises(Refused, match="does not exist"):
        merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)


def test_a_merger_takes_two() -> None:
    with pytest.raises(Refused, match="two"):
        merge_units(actor=SYSTEM, units=[unit("A"), unit("A")], into=new_unit("N"), on=DAY)
    with pytest.raises(Refused, match="two"):
        merge_units(actor=SYSTEM, units=[unit("B")], into=unit("B"), on=DAY)


def test_a_merger_waits_for_a_move_that_is_already_known() -> None:
    move_unit(actor=SYSTEM, unit=unit("C"), parent=unit("A"), on=LATER)
    with pytest.raises(Refused, match="later"):
        merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    assert unit("A").active


def test_a_split_unit_hangs_under_what_stood_above_it() -> None:
    split_unit(actor=SYSTEM, unit=unit("A"), into=[new_unit("X"), new_unit("Y")], on=DAY)
    assert {parent_on(DAY, code) for code in ("A", "X", "Y", "S")} == {"F"}
    assert not unit("A").active
    line = HistoryLine.objects.get(verb="unit.split")
    assert line.facts["into"] == "X,Y"


def test_a_change_dated_ahead_holds_when_its_day_comes() -> None:
    ahead = clock.today() + dt.timedelta(days=10)
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("New"), on=ahead)
    create_unit(actor=SYSTEM, new=new_unit("X"), parent=unit("F"), on=ahead)
    assert (unit("A").name_nb, unit("X").path) == ("Unit A", "")
    with clock.at(clock.start_of(ahead)):
        refresh_todays_tree(timestamp=0)
    assert (unit("A").name_nb, unit("X").active) == ("New", True)
    assert unit("X").path == f"{unit('F').path}{unit('X').pk}."


def test_refreshing_an_unchanged_tree_changes_nothing() -> None:
    Unit.objects.update(path=F("path"))
    assert refresh_paths() == 0


def test_events_of_an_ended_faculty_are_counted_at_its_successor() -> None:
    merge_units(actor=SYSTEM, units=[unit("F")], into=unit("G"), on=DAY)
    UnitPlacement.objects.filter(unit__code="F").update(kind="faculty")
    tree = tree_on(DAY)
    counted = tree.at_level(unit("F").pk, Level.FACULTY)
    assert counted is not None
    assert counted.code == "G"
    assert counted in tree.standing_at(Level.FACULTY)


def test_the_world_has_one_placement_for_each_unit() -> None:
    assert UnitPlacement.objects.count() == len(world.ABOVE)

"""Whatever is done to the tree, in whatever order: it stays a tree, and the past stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import SYSTEM, holding
from vern.core.org.models import Assignment, RoleKey, Unit, UnitPlacement
from vern.core.org.queries import responsible_for
from vern.core.org.services.people import succeed
from vern.core.org.services.units import (
    Names,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    split_unit,
)
from vern.core.org.tests import world
from vern.core.org.tree import Place, tree_on

DAYS = [world.BEGAN + dt.timedelta(days=n) for n in (0, 1, 30, 365, 366, 3650)]
picks = st.integers(0, 30)
moves = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "move", "merge", "join", "split", "lead"]),
        st.sampled_from(DAYS),
        picks,
        picks,
    ),
    max_size=9,
)


def one(pick: int) -> Unit:
    units = list(Unit.objects.order_by("pk"))
    return units[pick % len(units)]


def fresh(number: int) -> str:
    return f"N{number}-{Unit.objects.count()}"


def create(on: dt.date, a: int, b: int) -> None:
    create_unit(actor=SYSTEM, new=world.new_unit(fresh(b)), parent=one(a), on=on)


def rename(on: dt.date, a: int, b: int) -> None:
    rename_unit(actor=SYSTEM, unit=one(a), names=Names(f"Name {b}"), on=on)


def move(on: dt.date, a: int, b: int) -> None:
    move_unit(actor=SYSTEM, unit=one(a), parent=one(b), on=on)


def merge(on: dt.date, a: int, b: int) -> None:
    merge_units(actor=SYSTEM, units=[one(a), one(b)], into=world.new_unit(fresh(a)), on=on)


def join(on: dt.date, a: int, b: int) -> None:
    merge_units(actor=SYSTEM, units=[one(a)], into=one(b), on=on)


def split(on: dt.date, a: int, b: int) -> None:
    parts = [world.new_unit(f"{fresh(a)}{part}") for part in "xy"]
    split_unit(actor=SYSTEM, unit=one(a), into=parts, on=on)


def lead(on: dt.date, a: int, b: int) -> None:
    person = world.someone(f"Leader {b}")
    succeed(actor=SYSTEM, person=person, role=RoleKey.LEADER, unit=one(a), on=on)


VERBS: dict[str, Callable[[dt.date, int, int], None]] = {
    "create": create,
    "rename": rename,
    "move": move,
    "merge": merge,
    "join": join,
    "split": split,
    "lead": lead,
}


def attempt(verb: str, on: dt.date, a: int, b: int) -> bool:
    """Whether it was done; a refusal leaves nothing behind."""
    try:
        with transaction.atomic():
            VERBS[verb](on, a, b)
    except Refused:
        return False
    return True


def all_days() -> list[dt.date]:
    """Each day on which something changes, and the last day before it."""
    starts = set(UnitPlacement.objects.values_list("valid_from", flat=True))
    starts |= set(Assignment.objects.values_list("valid_from", flat=True))
    return sorted(starts | {day - dt.timedelta(days=1) for day in starts if day > world.BEGAN})


def check(day: dt.date) -> None:
    """What must hold on any date."""
    rows = UnitPlacement.objects.filter(holding(day))
    assert not rows.values("unit").annotate(n=Count("pk")).filter(n__gt=1)
    begun = set(UnitPlacement.objects.filter(valid_from__lte=day).values_list("unit", flat=True))
    tree = tree_on(day)
    assert set(tree.places) == begun, "a unit that has begun always has a place"
    for place in tree.places.values():
        line = walk(tree.places, place)
        assert line[-1].kind == "institution"
        if place.parent_id is not None:
            assert any(above.active for above in line[1:])
        if place.active and place.parent_id is not None:
            assert tree.places[place.parent_id].active, "a standing unit stands under one"
    leaders = Assignment.objects.filter(holding(day), role=RoleKey.LEADER)
    assert not leaders.values("unit").annotate(n=Count("pk")).filter(n__gt=1)
    for unit_id in leaders.values_list("unit", flat=True):
        assert tree.places[unit_id].active, "a unit that has ended has no leader"


def walk(places: Any, place: Place) -> list[Place]:
    """The line upward; fails on a circle or a missing parent."""
    line = [place]
    while line[-1].parent_id is not None:
        above = places[line[-1].parent_id]
        assert above not in line, "a circle"
        line.append(above)
    return line


class TheTree(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        world.make_units()
        world.give(RoleKey.LEADER, "U")

    @settings(max_examples=25, deadline=None)
    @given(moves=moves)
    def test_any_sequence_of_changes_leaves_a_tree_on_every_date(
        self, moves: list[tuple[str, dt.date, int, int]]
    ) -> None:
        for step in moves:
            attempt(*step)
        for day in all_days():
            check(day)

    @settings(max_examples=12, deadline=None)
    @given(moves=moves)
    def test_paths_equal_todays_chain_of_parents(
        self, moves: list[tuple[str, dt.date, int, int]]
    ) -> None:
        for step in moves:
            attempt(*step)
        tree = tree_on(clock.today())
        for unit in Unit.objects.all():
            line = [f"{place.unit_id}." for place in tree.upward(unit.pk)][::-1]
            assert unit.path == "".join(line)
            if line:
                assert unit.active == tree.places[unit.pk].active
                assert unit.name_nb == tree.places[unit.pk].name_nb

    @settings(max_examples=15, deadline=None)
    @given(moves=moves, last=st.tuples(st.sampled_from(sorted(VERBS)), picks, picks))
    def test_a_change_leaves_every_earlier_date_as_it_was(
        self, moves: list[tuple[str, dt.date, int, int]], last: tuple[str, int, int]
    ) -> None:
        for step in moves:
            attempt(*step)
        for on in DAYS:
            earlier = [day for day in all_days() if day < on]
            before = [tree_on(day).places for day in earlier]
            if attempt(last[0], on, last[1], last[2]):
                assert [tree_on(day).places for day in earlier] == before
                break

    @settings(max_examples=12, deadline=None)
    @given(moves=moves)
    def test_everyone_always_answers_to_someone(
        self, moves: list[tuple[str, dt.date, int, int]]
    ) -> None:
        for step in moves:
            attempt(*step)
        for day in DAYS:
            tree = tree_on(day)
            led = dict(
                Assignment.objects.filter(holding(day), role=RoleKey.LEADER).values_list(
                    "unit_id", "person_id"
                )
            )
            for unit in Unit.objects.filter(pk__in=tree.places):
                nearest = next(p for p in tree.upward(unit.pk) if p.unit_id in led)
                answers = responsible_for(unit, on=day)
                assert answers is not None
                assert answers.person.pk == led[nearest.unit_id]
                assert answers.vacant == (nearest.unit_id != unit.pk)

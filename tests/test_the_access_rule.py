"""May this one, what may they see, who may: three forms of one rule, which must agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import KIND
from vern.core.kernel import clock
from vern.core.measures.querysets import handled_by
from vern.core.org.actors import SYSTEM, Actor, code_holder, for_person
from vern.core.org.capabilities import capabilities
from vern.core.org.models import (
    Building,
    Person,
    RoleKey,
    SafetyArea,
    Unit,
)
from vern.core.org.services.absences import answer, say_away
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.people import NewPerson, appoint, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.access import get_record, holds, may, who_may
from vern.core.records.composed import reads
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.services import NewRecord, add_party, open_record

BEGAN = dt.date(2020, 1, 1)
UNITS = {"U": None, "F": "U", "G": "U", "A": "F", "B": "F", "C": "G", "S": "A"}
HOUSES = ("H1", "H2")


@dataclass(frozen=True)
class Post:
    role: RoleKey
    unit: str
    area: str


@dataclass(frozen=True)
class Case:
    unit: str
    building: str | None
    sensitivity: Sensitivity
    reporter: int | None
    parts: list[tuple[int, Party.Part]]


AREA_PARTS = {"areaA": ("A", None), "areaH": (None, "H1"), "areaF": ("F", "H2")}
GENERAL = [role for role in RoleKey if role not in (RoleKey.AUDITOR, RoleKey.LEADER)]
posts = st.builds(
    Post,
    st.sampled_from(GENERAL),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(AREA_PARTS)),
)
cases = st.builds(
    Case,
    st.sampled_from(sorted(UNITS)),
    st.sampled_from((None, *HOUSES)),
    st.sampled_from(list(Sensitivity)),
    st.none() | st.integers(0, 2),
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from((Party.Part.HANDLER, Party.Part.NAMED, Party.Part.SUBJECT)),
        ),
        max_size=2,
        unique=True,
    ),
)


CODE = "0" * 64


def one_nameless(told: list[Case]) -> bool:
    """A code opens one record."""
    return sum(case.reporter is None for case in told) <= 1


def make_world() -> tuple[dict[str, Unit], dict[str, Building], dict[str, SafetyArea]]:
    units: dict[str, Unit] = {}
    for code, above in UNITS.items():
        new = NewUnit(code, "department", Names(code))
        units[code] = create_unit(
            actor=SYSTEM, new=new, parent=units[above] if above else None, on=BEGAN
        )
    units = {unit.code: unit for unit in Unit.objects.all()}
    houses = {code: Building.objects.create(code=code, name=code) for code in HOUSES}
    areas = {
        code: draw_area(
            actor=SYSTEM,
            code=code,
            names=Names(code),
            unit=units["U"],
            parts=[
                *([AreaPart(unit=units[unit])] if unit else []),
                *([AreaPart(building=houses[house])] if house else []),
            ],
        )
        for code, (unit, house) in AREA_PARTS.items()
    }
    return units, houses, areas


class TheThreeFormsAgree(TestCase):
    units: dict[str, Unit]
    houses: dict[str, Building]
    areas: dict[str, SafetyArea]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.units, cls.houses, cls.areas = make_world()

    @settings(max_examples=25, deadline=None)
    @given(
        held=st.lists(st.lists(posts, max_size=3, unique=True), min_size=3, max_size=3),
        leaders=st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(sorted(UNITS))),
            max_size=3,
            unique_by=lambda pair: pair[1],
        ),
        told=st.lists(cases, min_size=1, max_size=5).filter(one_nameless),
        away=st.lists(
            st.tuples(st.integers(0, 2), st.none() | st.integers(0, 2)),
            max_size=2,
            unique_by=lambda pair: pair[0],
        ),
    )
    def test_on_any_tree_of_posts_and_records(
        self,
        held: list[list[Post]],
        leaders: list[tuple[int, str]],
        told: list[Case],
        away: list[tuple[int, int | None]],
    ) -> None:
        people = [
            register_person(actor=SYSTEM, new=NewPerson(f"P{n}", "X", f"p{n}@vern.example"))
            for n in range(3)
        ]
        self.give_posts(people, held, leaders)
        self.send_away(people, away)
        records = [self.tell(case, people) for case in told]
        seen_by: dict[int, set[int]] = {}
        for person in people:
            actor = for_person(person)
            seen = set(Record.objects.visible_to(actor).values_list("pk", flat=True))
            newest = Record.objects.newest_visible(actor, kind=KIND, limit=100)
            assert seen == {record.pk for record in newest}
            assert seen == {record.pk for record in records if may(actor, SEE, record)}
            right = set(Record.objects.held_by(actor).values_list("pk", flat=True))
            assert right == {record.pk for record in records if holds(actor, SEE, record)}
            assert right <= seen
            whole = Record.objects.annotate(whole=reads(actor, "records_record.id"))
            assert right == set(whole.filter(whole=True).values_list("pk", flat=True))
            nearest = Record.objects.newest_held(actor, kind=KIND, limit=100)
            newest_right = Record.objects.filter(pk__in=nearest)
            assert right == set(newest_right.values_list("pk", flat=True))
            may_handle = {record.pk for record in records if may(actor, HANDLE, record)}
            assert set(handled_by(actor).values_list("pk", flat=True)) == may_handle
            self.a_stand_in_reads_no_more_than_the_two_of_them(people, actor, records)
            seen_by[person.pk] = seen
        self.whoever_holds_the_code_follows_one_report(records)
        for record in records:
            who = {person.pk for person in who_may(SEE, record)}
            assert who == {pk for pk, seen in seen_by.items() if record.pk in seen}
            handlers = {person.pk for person in who_may(HANDLE, record)}
            assert handlers == {p.pk for p in people if may(for_person(p), HANDLE, record)}
            assert handlers <= who

    def send_away(self, people: list[Person], away: list[tuple[int, int | None]]) -> None:
        """Deputies stand in; where someone else is asked, they have accepted."""
        today = clock.today()
        for number, cover in away:
            absence = say_away(
                actor=SYSTEM,
                person=people[number],
                first=today,
                last=today,
                cover=people[cover] if cover not in (None, number) else None,
            )
            if absence.cover is not None:
                answer(actor=for_person(absence.cover), absence=absence, accept=True)

    def a_stand_in_reads_no_more_than_the_two_of_them(
        self, people: list[Person], actor: Actor, records: list[Record]
    ) -> None:
        """What someone reads as a stand-in only, the one in whose place they stand reads too."""
        by_pk = {person.pk: for_person(person) for person in people}
        away = [by_pk[each.person_id] for each in actor.standing_in]
        alone = actor
        for each in away:
            alone = alone.without(each.person_id or 0)
        for record in records:
            if holds(actor, SEE, record) and not holds(alone, SEE, record):
                assert record.sensitivity < Sensitivity.PARTIES
                assert any(holds(each, SEE, record) for each in away)

    def whoever_holds_the_code_follows_one_report(self, records: list[Record]) -> None:
        actor = code_holder(CODE)
        seen = set(Record.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {record.pk for record in records if may(actor, SEE, record)}
        assert len(seen) <= 1
        assert not Record.objects.held_by(actor).exists()
        assert not any(may(actor, HANDLE, record) for record in records)

    def give_posts(
        self,
        people: list[Person],
        held: list[list[Post]],
        leaders: list[tuple[int, str]],
    ) -> None:
        taken: set[tuple[object, ...]] = set()
        for person, theirs in zip(people, held, strict=True):
            for post in theirs:
                in_area = post.role in (RoleKey.SAFETY_REP, RoleKey.DEPUTY_SAFETY_REP)
                sole = (post.role, post.area) if in_area else (post.role, person.pk, post.unit)
                if sole in taken:
                    continue
                taken.add(sole)
                appoint(
                    actor=SYSTEM,
                    person=person,
                    role=post.role,
                    unit=self.units[post.unit],
                    on=BEGAN,
                    area=self.areas[post.area] if in_area else None,
                )
        for number, unit in leaders:
            appoint(
                actor=SYSTEM,
                person=people[number],
                role=RoleKey.LEADER,
                unit=self.units[unit],
                on=BEGAN,
            )

    def tell(self, case: Case, people: list[Person]) -> Record:
        record = open_record(
            new=NewRecord(
                kind=KIND,
                title="x",
                unit=self.units[case.unit],
                building=self.houses[case.building] if case.building else None,
                sensitivity=case.sensitivity,
            ),
            reporter_id=None if case.reporter is None else people[case.reporter].pk,
            code_digest=CODE if case.reporter is None else "",
        )
        for number, part in case.parts:
            add_party(record, people[number].pk, part)
        return record


@pytest.mark.django_db
def test_unseen_is_not_found_and_seen_but_not_allowed_is_forbidden() -> None:
    units, _, _ = make_world()
    reporter, colleague = (
        register_person(actor=SYSTEM, new=NewPerson(name, "X", f"{name}@vern.example"))
        for name in ("reporter", "colleague")
    )
    for person in (reporter, colleague):
        appoint(actor=SYSTEM, person=person, role=RoleKey.EMPLOYEE, unit=units["A"], on=BEGAN)
    record = open_record(new=NewRecord(KIND, "x", units["A"]), reporter_id=reporter.pk)
    with pytest.raises(Http404):
        get_record(for_person(colleague), record.pk, kind=KIND)
    assert get_record(for_person(reporter), record.pk, kind=KIND) == record
    with pytest.raises(PermissionDenied):
        get_record(for_person(reporter), record.pk, kind=KIND, capability=HANDLE)


@pytest.mark.django_db
def test_a_right_ends_with_the_assignment() -> None:
    units, _, _ = make_world()
    leader = register_person(actor=SYSTEM, new=NewPerson("L", "X", "l@vern.example"))
    appoint(
        actor=SYSTEM,
        person=leader,
        role=RoleKey.LEADER,
        unit=units["A"],
        on=BEGAN,
        until=dt.date(2025, 7, 31),
    )
    record = open_record(new=NewRecord(KIND, "x", units["S"]))
    noon = dt.datetime(2025, 7, 31, 12, tzinfo=dt.UTC)
    with clock.at(noon):
        assert may(for_person(leader), HANDLE, record)
    with clock.at(noon + dt.timedelta(days=1)):
        assert not may(for_person(leader), SEE, record)


def test_what_opens_a_sealed_record_never_follows_to_a_stand_in() -> None:
    assert [each.unseal for each in kinds if each.unseal]
    assert all(capabilities[each.unseal].personal for each in kinds if each.unseal)


@pytest.mark.django_db
def test_a_misspelt_capability_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(KeyError, match=r"incidents\.hanlde"):
        SYSTEM.has("incidents.hanlde")

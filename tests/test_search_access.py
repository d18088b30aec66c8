"""Nobody finds what they may not see, nor by words that they may not read: on any tree of posts."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import test_the_access_rule as rule
from tests.test_the_access_rule import UNITS, Case, Post, cases, make_world, one_nameless, posts
from vern.control.incidents.models import KIND, Incident
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Building, Person, SafetyArea, Unit
from vern.core.org.services.people import NewPerson, register_person
from vern.core.records.models import Record, Sensitivity
from vern.core.talk.models import Comment
from vern.hub.search.indexing import renew
from vern.hub.search.ports import About
from vern.hub.search.queries import Question, find

LEADERS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(sorted(UNITS))),
    max_size=3,
    unique_by=lambda pair: pair[1],
)
TOLD, HANDLED, PLANNED, NEUTRAL = "fortalt", "behandlet", "besluttet", "planlagt"
MANY = 100


class NobodyFindsMore(TestCase):
    units: dict[str, Unit]
    houses: dict[str, Building]
    areas: dict[str, SafetyArea]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.units, cls.houses, cls.areas = make_world()

    @settings(max_examples=20, deadline=None)
    @given(
        held=st.lists(st.lists(posts, max_size=3, unique=True), min_size=3, max_size=3),
        leaders=LEADERS,
        told=st.lists(cases, min_size=1, max_size=5).filter(one_nameless),
        size=st.integers(1, 4),
        unit=st.sampled_from(["", *sorted(UNITS)]),
    )
    def test_than_they_may_see(
        self,
        held: list[list[Post]],
        leaders: list[tuple[int, str]],
        told: list[Case],
        size: int,
        unit: str,
    ) -> None:
        people = [
            register_person(actor=SYSTEM, new=NewPerson(f"P{n}", "X", f"p{n}@vern.example"))
            for n in range(3)
        ]
        rule.TheThreeFormsAgree.give_posts(self, people, held, leaders)  # type: ignore[arg-type]
        records = [self.tell(case, people) for case in told]
        renew(About.RECORD, [record.pk for record in records])
        unsealed = Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
        measures = Measure.objects.filter(origin__in=unsealed)
        for person in people:
            actor = for_person(person)
            seen = set(unsealed.visible_to(actor).values_list("pk", flat=True))
            whole = set(unsealed.held_by(actor).values_list("pk", flat=True))
            known = set(measures.visible_to(actor).values_list("pk", flat=True))
            decided = set(measures.filter(origin__in=whole).values_list("pk", flat=True))
            assert found(actor, TOLD) == seen
            assert found(actor, HANDLED) == whole
            assert found(actor, PLANNED) == decided
            assert found(actor, NEUTRAL) == known
            assert found(actor, f"{TOLD} {HANDLED}") == whole
            self.pages_hold_the_same(actor, seen, size)
            below = {pk for pk in seen if self.stands_below(pk, unit)}
            assert found(actor, TOLD, unit=unit) == below

    def pages_hold_the_same(self, actor: Actor, seen: set[int], size: int) -> None:
        """However small they are; and the last one knows that it is."""
        kept: list[int] = []
        for page in range(1, 7):
            answer = find(actor, Question(TOLD), page=page, size=size)
            kept += [hit.text.thing for hit in answer.hits]
            assert answer.more == (len(seen) > page * size)
        assert kept == sorted(seen, reverse=True)[: 6 * size]

    def stands_below(self, pk: int, unit: str) -> bool:
        here = Record.objects.get(pk=pk).unit.path
        return not unit or here.startswith(Unit.objects.get(code=unit).path)

    def tell(self, case: Case, people: list[Person]) -> Record:
        record = rule.TheThreeFormsAgree.tell(self, case, people)  # type: ignore[arg-type]
        Record.objects.filter(pk=record.pk).update(title=f"Noe {TOLD}")
        Incident.objects.create(record=record, type="near_miss", description=f"Mer {TOLD}")
        Comment.objects.create(record=record, audience="readers", text=HANDLED, at=clock.now())
        Measure.objects.create(
            origin=record,
            unit=record.unit,
            type=Measure.Type.CORRECTIVE,
            title=PLANNED,
            plan_text=NEUTRAL,
            responsible=people[record.pk % 3],
            due_on=clock.today() + dt.timedelta(days=9),
            decided_at=clock.now(),
        )
        return record


def found(actor: Actor, words: str, *, unit: str = "") -> set[int]:
    hits = find(actor, Question(words, unit=unit), size=MANY).hits
    keys = [hit.text.thing for hit in hits]
    assert len(keys) == len(set(keys)), "a thing is found twice"
    return set(keys)

"""No sequence of moves leaves a case without hands, a reporter without an answer, or a reader in it
from whom it was taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from vern.control.incidents import services
from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.queries.routing import barred, handler_of, hands_of
from vern.control.incidents.rules import OPEN_STATES, RECEPTION_STATES, IncidentState, IncidentType
from vern.control.incidents.services import protecting
from vern.control.incidents.tests import make
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.notices.services import withholding
from vern.core.org.actors import STRANGER, SYSTEM, Actor, for_person, holding
from vern.core.org.models import Assignment, Person, RoleKey
from vern.core.org.services.people import end_assignment, succeed
from vern.core.records.access import may, who_may
from vern.core.records.models import Party, Record, Sensitivity

UNITS = ("CHEM", "LAB", "PHYS", "FAC", "ARTS", "UNI")
TELLERS = ("reporter", "leader", "leader above", "rector", "", "leader of lab", "hse")
LEADERS = ("leader", "leader above", "rector", "leader of lab", "reporter", "colleague")
POSTS_OPEN = ("CHEM", "FAC", "LAB", "UNI")
ANSWERS = ("incident.closed", "incident.rejected", "incident.finished")

case = st.integers(0, 3)
hour = st.integers(0, 5)


class Moves(RuleBasedStateMachine):
    """A small institution, its reports, and everything that can be done with them."""

    world: make.World

    def __init__(self) -> None:
        super().__init__()
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.records: list[int] = []
        self.codes = 0
        self.changed = False
        self.taken_from: set[tuple[int, int]] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.close()

    def a_day_passes(self) -> None:
        """A post that began today can end tomorrow."""
        self.undone.enter_context(clock.at(clock.now() + dt.timedelta(days=1)))

    # What people do

    def do(self, number: int, verb: Callable[..., object], **how: Any) -> Record | None:
        """Someone who may, and whose turn it is if anyone's, does it; a refusal does nothing.
        None: nobody did."""
        if not self.records:
            return None
        record = self.record(number)
        handlers = who_may(HANDLE, record)
        if not handlers:
            return None
        turn = handler_of(record)
        who = turn.person if turn and turn.person in handlers else handlers[0]
        try:
            with transaction.atomic():
                verb(actor=for_person(who), record=record, **how)
        except Refused:
            return None
        self.news()
        return self.record(number)

    def news(self) -> None:
        """Something changed. Whose turn it is, has it by right, whatever was taken from them."""
        self.changed = True
        for record in self.all(state__in=OPEN_STATES):
            found = hands_of(record, barred(record))
            self.taken_from -= {(record.pk, each) for each in found.handlers | found.readers}

    def record(self, number: int) -> Record:
        found: Record = Record.objects.select_related("unit", "handling_unit").get(
            pk=self.records[number % len(self.records)]
        )
        return found

    @rule(
        who=st.sampled_from(TELLERS),
        unit=st.sampled_from(UNITS),
        wishes=st.builds(services.Wishes, st.booleans(), st.booleans()),
        affected=st.sampled_from(("", "ARTS")),
    )
    def somebody_reports(self, who: str, unit: str, wishes: services.Wishes, affected: str) -> None:
        if len(self.records) == 4:
            return
        draft = services.Draft(
            f"Noe {len(self.records)}",
            self.world.units[unit],
            IncidentType.NEAR_MISS,
            affected_unit=self.world.units.get(affected),
            wishes=wishes,
        )
        actor: Actor = self.world.actor(who) if who else STRANGER
        key = None
        if not who:
            self.codes += 1
            key = uuid5(UUID(int=1), str(self.codes))
        self.records.append(services.report(actor=actor, draft=draft, key=key).pk)
        self.news()

    @rule(n=case)
    def take_up(self, n: int) -> None:
        self.do(n, services.take_up)

    @rule(n=case)
    def assess(self, n: int) -> None:
        self.do(n, services.assess, assessment=services.Assessment(IncidentType.ACCIDENT))

    @rule(n=case, unit=st.sampled_from(UNITS))
    def move(self, n: int, unit: str) -> None:
        before = self.readers(n)
        moved = self.do(n, services.move, unit=self.world.units[unit])
        if moved is None:
            return
        kept = {person.pk for person in who_may(SEE, moved)}
        self.taken_from |= {(moved.pk, person) for person in before - kept}
        self.taken_from -= {(moved.pk, person) for person in kept}
        self.none_but_by_right(moved)

    @rule(n=case, words=st.sampled_from("ab"))
    def bring_up(self, n: int, words: str) -> None:
        self.do(n, services.bring_up, reason=words)

    @rule(n=case, words=st.sampled_from("ab"))
    def send_back(self, n: int, words: str) -> None:
        before = self.readers(n)
        lower = self.do(n, services.send_back, reason=words)
        if lower is not None and lower.sensitivity == Sensitivity.PARTIES:
            now = {person.pk for person in who_may(SEE, lower)}
            self.taken_from |= {(lower.pk, person) for person in before - now}

    @rule(n=case)
    def restrict(self, n: int) -> None:
        self.do(n, protecting.restrict)

    @rule(n=case)
    def open_up(self, n: int) -> None:
        opened = self.do(n, protecting.open_up)
        if opened is not None:
            self.taken_from = {each for each in self.taken_from if each[0] != opened.pk}

    @rule(n=case, who=st.sampled_from(("colleague", "leader of sibling")))
    def name_a_reader_and_take_it_back(self, n: int, who: str) -> None:
        person = self.world.people[who]
        if self.do(n, protecting.let_read, person=person) is None:
            return
        left = self.do(n, protecting.stop_reading, person=person)
        if left is not None and not may(for_person(person), SEE, left):
            self.taken_from.add((left.pk, person.pk))

    @rule(n=case, other=case)
    def merge(self, n: int, other: int) -> None:
        if self.records:
            self.do(n, services.merge, into=self.record(other))

    @rule(n=case)
    def split_off(self, n: int) -> None:
        self.do(n, services.split_off)

    @rule(n=case)
    def close(self, n: int) -> None:
        self.do(n, services.close, message="Svar", no_measures_reason="Ingen")

    @rule(n=case)
    def reject(self, n: int) -> None:
        self.do(n, services.reject, reason="Hører ikke hit")

    @rule(n=case)
    def reopen(self, n: int) -> None:
        self.do(n, services.reopen, reason="Mer")

    @rule(n=case)
    def hand_over(self, n: int) -> None:
        if self.do(n, protecting.hand_over, reason="Lovbrudd"):
            record = self.record(n)
            now = {person.pk for person in who_may(SEE, record)}
            everyone = set(Person.objects.values_list("pk", flat=True))
            self.taken_from |= {(record.pk, person) for person in everyone - now}

    @rule(n=case, how=st.sampled_from(("back", "finished")))
    def the_reception_works_on_it(self, n: int, how: str) -> None:
        if not self.records:
            return
        receiving, record = for_person(self.world.people["reception"]), self.record(n)
        for verb, words in (
            (services.look_again, {"reason": "Nytt"}),
            (services.hand_back, {"message": "Vanlig"})
            if how == "back"
            else (services.finish, {"message": "Svar", "reason": "Gransket"}),
        ):
            try:
                with transaction.atomic():
                    verb(actor=receiving, record=record, **words)
            except Refused:
                continue
            self.changed = True
        if self.record(n).sensitivity < Sensitivity.SEALED:
            self.taken_from = {each for each in self.taken_from if each[0] != record.pk}
            self.news()

    @rule(n=case)
    def assign(self, n: int) -> None:
        self.do(n, services.assign, person=self.world.people["colleague"])
        self.do(n, services.assign, person=self.world.people["hse"])

    @rule(unit=st.sampled_from(POSTS_OPEN))
    def a_leader_steps_down(self, unit: str) -> None:
        self.a_day_passes()
        held = Assignment.objects.filter(
            holding(clock.today()), role=RoleKey.LEADER, unit=self.world.units[unit]
        ).first()
        if held is not None:
            end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - dt.timedelta(days=1))
            self.news()

    @rule(unit=st.sampled_from(POSTS_OPEN), who=st.sampled_from(LEADERS))
    def somebody_is_appointed(self, unit: str, who: str) -> None:
        self.a_day_passes()
        try:
            with transaction.atomic():
                succeed(
                    actor=SYSTEM,
                    person=self.world.people[who],
                    role=RoleKey.LEADER,
                    unit=self.world.units[unit],
                    on=clock.today(),
                )
        except Refused:
            return
        person = self.world.people[who].pk
        # A post gives what a person was taken from before they had it.
        self.taken_from = {each for each in self.taken_from if each[1] != person}
        self.news()

    # What always holds

    @invariant()
    def it_is_as_it_should(self) -> None:
        if not self.changed:
            return
        self.changed = False
        self.an_open_case_is_in_the_hands_of_someone_who_may()
        self.a_reporter_of_a_closed_case_is_answered()
        self.a_duplicate_follows_one_that_follows_none()
        self.nobody_sees_what_was_taken_from_them()
        self.time_runs_at_one_place()

    def an_open_case_is_in_the_hands_of_someone_who_may(self) -> None:
        for record in self.all(state__in=OPEN_STATES):
            turn = handler_of(record)
            handlers = who_may(HANDLE, record)
            if turn is None:
                hse = self.world.people["hse"]
                assert hse in handlers or hse.pk in barred(record), record.number
                continue
            assert turn.person in handlers, record.number
            assert turn.person.pk not in barred(record)
            assert may(for_person(turn.person), HANDLE, record)
            assert turn.leads == record.handling_unit or turn.vacant
            assert Incident.objects.get(pk=record.pk).stages.filter(ended_at=None).count() == 1

    def a_reporter_of_a_closed_case_is_answered(self) -> None:
        ended = (IncidentState.CLOSED, IncidentState.REJECTED, IncidentState.FINISHED)
        for record in self.all(state__in=ended):
            answer = Closure.objects.get(incident=record.pk, reopened_at=None)
            assert answer.message
            own = {record.pk, *record.incident.duplicates.values_list("pk", flat=True)}
            for party in Party.objects.filter(record__in=own, part=Party.Part.REPORTER):
                if party.person is None:
                    continue
                assert may(for_person(party.person), SEE, party.record)
                told = Notice.objects.filter(
                    record=party.record, person=party.person_id, kind__in=ANSWERS
                )
                assert told.exists() or party.person_id == answer.by_id

    def a_duplicate_follows_one_that_follows_none(self) -> None:
        for record in self.all(state=IncidentState.MERGED):
            assert record.incident.merged_into is not None
            assert record.incident.merged_into.merged_into is None
            assert record.incident.merged_into.state not in (
                IncidentState.MERGED,
                *RECEPTION_STATES,
            )
        followers = Incident.objects.exclude(merged_into=None)
        assert not followers.exclude(state=IncidentState.MERGED).exists()

    def nobody_sees_what_was_taken_from_them(self) -> None:
        for record in self.all():
            taken = {person for pk, person in self.taken_from if pk == record.pk}
            assert not taken & {person.pk for person in who_may(SEE, record)}, record.number

    def time_runs_at_one_place(self) -> None:
        for record in self.all(state__in=OPEN_STATES):
            stage = record.incident.stages.get(ended_at=None)
            assert stage.unit_id == record.handling_unit_id

    # Looking

    def all(self, **state: object) -> list[Record]:
        chosen = {f"incident__{key}": value for key, value in state.items()}
        return list(
            Record.objects.filter(pk__in=self.records, **chosen)
            .select_related("unit", "handling_unit", "incident__merged_into")
            .prefetch_related("parties")
        )

    def readers(self, number: int) -> set[int]:
        return (
            {person.pk for person in who_may(SEE, self.record(number))} if self.records else set()
        )

    def none_but_by_right(self, record: Record) -> None:
        """After a move nobody is in it for what they were at the former place."""
        handlers = {each.person_id for each in record.parties.filter(part=Party.Part.HANDLER)}
        turn = handler_of(record)
        hse = {self.world.people["hse"].pk}
        assert handlers <= ({turn.person.pk} if turn else hse)


class TheMoves(TestCase):
    def test_no_sequence_of_moves_goes_wrong(self) -> None:
        class InThisWorld(Moves):
            world = make.world(without=("safety rep", "leader of sibling"))

        for who in ("leader of sibling", "reception"):
            InThisWorld.world.people[who] = make.person(who)
        make.put(InThisWorld.world, "reception", RoleKey.WHISTLEBLOWING_RECEPTION, "UNI")
        with withholding():
            run_state_machine_as_test(
                InThisWorld,
                settings=settings(
                    max_examples=20,
                    stateful_step_count=15,
                    deadline=None,
                    phases=(Phase.explicit, Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                ),
            )

"""The walk: many devices, nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
import itertools
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vern.core.files.models import Attachment
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.records.models import Record, State
from vern.plan.rounds import rules
from vern.plan.rounds.models import Area, Finding, Mark, Photo, Round, Signature
from vern.plan.rounds.rules import Outcome, RoundState, Verdict
from vern.plan.rounds.services import coming_back, follow_up, mapping
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World


def state(record: Record) -> str:
    return str(Round.objects.get(pk=record.pk).state)


def test_the_first_answer_begins_the_walk(world: World) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record, Verdict.FINE))
    assert state(record) == RoundState.MAPPING


def test_two_devices_on_the_same_point_both_keep_what_they_found_in_one_finding(
    world: World,
) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record, comment="Boxes on the floor"))
    make.note(world, record, make.mark(record, comment="A cable too", device="other"), by="rep")
    finding = make.only_finding(record)
    assert {each.comment for each in finding.marks.all()} == {"Boxes on the floor", "A cable too"}


def test_an_answer_sent_many_times_is_one_and_an_old_one_that_comes_late_undoes_nothing(
    world: World,
) -> None:
    record, key = make.planned(world), uuid4()
    first = make.mark(record, comment="First", key=key, edition=1)
    second = make.mark(record, comment="Second", key=key, edition=2)
    for each in (first, second, first, second, first):
        make.note(world, record, each)
    assert Mark.objects.get(round=record.pk).comment == "Second"
    assert Finding.objects.filter(round=record.pk).count() == 1


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4)), min_size=1, max_size=12))
def test_whatever_order_answers_come_in_the_newest_of_each_device_stands(
    sent: list[tuple[str, int]],
) -> None:
    known: dict[str, int] = {}
    for device, edition in sent:
        if rules.replaces(known.get(device), edition):
            known[device] = edition
    assert known == {
        device: max(edition for _d, edition in group)
        for device, group in itertools.groupby(sorted(sent), key=lambda each: each[0])
    }


def test_an_answer_that_becomes_fine_is_no_finding_any_more(world: World) -> None:
    record, key = make.planned(world), uuid4()
    make.note(world, record, make.mark(record, key=key))
    make.note(world, record, make.mark(record, Verdict.FINE, key=key, edition=2))
    assert not Finding.objects.filter(round=record.pk).exists()


def test_two_phones_that_add_the_same_room_share_it(world: World) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record, where="Cellar"))
    make.note(world, record, make.mark(record, where=" cellar "), by="rep")
    assert Area.objects.filter(round=record.pk, name__iexact="cellar").count() == 1
    assert make.only_finding(record).marks.count() == 2


def test_remarks_of_their_own_are_each_a_finding(world: World) -> None:
    record = make.planned(world)
    make.note(
        world,
        record,
        make.mark(record, at=None, comment="Broken step"),
        make.mark(record, at=None, comment="Broken lamp"),
    )
    assert Finding.objects.filter(round=record.pk, point=None).count() == 2


def test_nobody_changes_the_answer_of_another(world: World) -> None:
    record, key = make.planned(world), uuid4()
    make.note(world, record, make.mark(record, key=key))
    with pytest.raises(Refused):
        make.note(world, record, make.mark(record, key=key, edition=2), by="rep")


def test_a_photo_comes_once_also_before_its_answer(world: World) -> None:
    record, key, mark = make.planned(world), uuid4(), make.mark(make.planned(world))
    for _time in range(2):
        mapping.photograph(
            actor=world.actor("leader"),
            record=record,
            key=key,
            mark_key=mark.key,
            new=make.photo(),
        )
    assert Photo.objects.get(round=record.pk).mark_key == mark.key
    assert Attachment.objects.filter(record=record).count() == 1


def test_what_was_fixed_on_the_spot_is_settled_so_and_still_counts(world: World) -> None:
    record = make.planned(world)
    make.walked(world, make.mark(record, comment="Moved", fixed=True), record=record)
    finding = make.only_finding(record)
    assert finding.outcome == Outcome.FIXED


def test_what_one_says_is_fixed_and_another_does_not_is_still_to_be_decided(world: World) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record, comment="It is there again"), by="rep")
    make.walked(world, make.mark(record, fixed=True), record=record)
    assert make.only_finding(record).outcome == ""


def test_a_finding_that_came_back_within_18_months_is_marked_and_an_older_one_is_not(
    world: World,
) -> None:
    with clock.at(clock.now() - dt.timedelta(days=300)):
        before = make.only_finding(make.walked(world))
    record = make.planned(world)
    make.note(
        world, record, make.mark(record), make.mark(record, where=make.OFFICE, at="order-tidy")
    )
    again = {each.area.name: each.again for each in Finding.objects.filter(round=record.pk)}
    assert again == {make.LAB: before, make.OFFICE: None}
    with clock.at(clock.now() + dt.timedelta(days=600)):
        much_later = make.walked(world)
    assert make.only_finding(much_later).again is None


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)))
def test_eighteen_months_are_a_year_and_a_half_whatever_the_day(day: dt.date) -> None:
    border = rules.months_before(day, 18)
    assert 546 <= (day - border).days <= 552
    assert rules.came_back(border, day)
    assert not rules.came_back(border - dt.timedelta(days=1), day)
    assert not rules.came_back(day, day)


def test_what_comes_in_after_both_have_signed_opens_the_round_and_both_are_told(
    world: World,
) -> None:
    record = make.signed(world)
    assert Record.objects.get(pk=record.pk).state == State.CLOSED
    make.note(world, record, make.mark(record, Verdict.FINE, where=make.OFFICE), by="rep")
    assert state(record) == RoundState.SIGNED
    make.note(world, record, make.mark(record, at="order-waste", comment="Leaking"), by="rep")
    assert state(record) == RoundState.FOLLOW_UP
    assert Record.objects.get(pk=record.pk).state == State.OPEN
    assert not Signature.objects.filter(round=record.pk, withdrawn_at=None).exists()
    told = Notice.objects.filter(record=record, kind="round.reopened")
    assert {each.person.given_name for each in told} == {"Leader", "Rep"}


def test_what_comes_in_when_one_has_signed_takes_that_signature_back(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    follow_up.sign(actor=world.actor("leader"), record=record, by=Signature.By.LEADER)
    make.note(world, record, make.mark(record, at="order-waste", comment="Leaking"), by="rep")
    assert not Signature.objects.filter(round=record.pk, withdrawn_at=None).exists()


def test_a_point_that_the_institution_does_not_have_is_refused(world: World) -> None:
    record = make.planned(world)
    mark = make.mark(record)
    wrong = mapping.NewMark(**{**vars(mark), "point": 10**9})
    with pytest.raises(Refused):
        make.note(world, record, wrong)


def test_rounds_read_in_out_of_order_stand_as_if_they_had_been_walked_one_after_the_other(
    world: World,
) -> None:
    newest = make.only_finding(make.walked(world))
    former = []
    for days in (300, 2000, 600):
        with clock.at(clock.now() - dt.timedelta(days=days)):
            former.append(make.only_finding(make.walked(world)))
    assert coming_back.look_back() == 2
    again = dict(Finding.objects.values_list("pk", "again"))
    a_year, long, two_years = (each.pk for each in former)
    assert again == {newest.pk: a_year, a_year: two_years, two_years: None, long: None}
    assert coming_back.look_back() == 0


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Boxes block half the corridor\nAs last year", "Boxes block half the corridor"),
        ("Too dark", "Too dark"),
        ("?", ""),
        ("", ""),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_what_stands_over_a_finding_is_what_was_seen_where_that_has_words(
    said: str, stands: str
) -> None:
    assert rules.headline(said) == stands

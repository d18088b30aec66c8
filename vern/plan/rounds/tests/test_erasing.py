"""A round that is erased has no words and no persons, and still counts."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from vern.core.kernel import clock
from vern.hub.figures.services import answer
from vern.plan.rounds.models import Finding, Mark, Round, Wish
from vern.plan.rounds.retention import over
from vern.plan.rounds.services import follow_up, mapping, wishes
from vern.plan.rounds.services.erasing import erase
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World


def test_words_and_persons_go_and_what_is_counted_stays(world: World) -> None:
    record = make.planned(world, days=0)
    round_ = Round.objects.get(pk=record.pk)
    wish = wishes.wish(actor=world.actor("employee"), round_=round_, text="Sun", key=uuid4())
    given = make.mark(record, comment="Boxes at Ola's desk")
    make.note(world, record, given)
    mapping.photograph(
        actor=world.actor("leader"),
        record=record,
        key=uuid4(),
        mark_key=given.key,
        new=make.photo(),
    )
    mapping.finish(actor=world.actor("leader"), record=record)
    wishes.answer(actor=world.actor("leader"), record=record, wish=wish, taken_up=True)
    make.settle(world, record)
    make.sign(world, record)
    before = answer("rounds.held", year=clock.today().year).rows
    erase(record)
    mark, finding, wish = Mark.objects.get(), Finding.objects.get(), Wish.objects.get()
    assert (mark.comment, mark.person, wish.text, wish.person) == ("", None, "", None)
    assert "move" not in finding.reason
    assert not round_.participants.exists()
    assert answer("rounds.held", year=clock.today().year).rows == before


def test_a_round_with_a_measure_that_is_not_done_is_not_over(world: World) -> None:
    signed = make.signed(world)
    with_measure = make.walked(world)
    follow_up.decide_measure(
        actor=world.actor("leader"),
        record=with_measure,
        finding=make.only_finding(with_measure),
        plan=make.a_plan(world),
    )
    make.sign(world, with_measure)
    assert set(over(clock.now() + dt.timedelta(days=1))) == {signed}

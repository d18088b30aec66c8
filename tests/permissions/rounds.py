"""The permission table's part about HSE rounds. See `table.py`."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.urls import reverse

from tests import cast as casting
from tests.permissions.cases import mark
from vern.core.kernel import clock
from vern.core.org.actors import for_person
from vern.core.records.models import Record
from vern.plan.rounds.models import Checkpoint, Round
from vern.plan.rounds.rules import Verdict
from vern.plan.rounds.services import mapping, planning, wishes

# What someone is to a round at INST that is walked and not signed: l leads the unit, h holds rounds
# there, p takes part, s reads it, w works or studies there and is told what came of it, - is not.
ROUNDS: Final = """
                             INST
    employee                 w
    student                  w
    leader                   l
    deputy_leader            s
    safety_rep               p
    deputy_safety_rep        s
    coordinator              h
    student_rep              w
    leader_above             h
    local_chief_rep          s
    leader_below             w
    leader_sibling           -
    rep_sibling              -
    leader_outside           -
    employee_outside         -
    rector                   h
    main_chief_rep           s
    hse_department           s
    hse_at_faculty           s
    occupational_health      s
    case_handler             w
    committee_member         -
    whistleblowing_reception -
    reporter                 w
    responsible              -
    named                    -
    auditor                  s
    former_leader            -
    nobody                   -
"""

ROUND_PAGES: Final = """
                             l    h    p    s    w    -
    GET  rounds:show         200  200  200  200  404  404
    GET  rounds:bring        200  200  200  200  404  404
    GET  rounds:for_all      200  200  200  200  200  404
    POST rounds:for_all      200  200  200  200  200  404
    GET  rounds:report       200  200  200  200  404  404
    GET  rounds:pdf          200  200  200  200  404  404
    GET  rounds:word         200  200  200  200  404  404
    GET  rounds:change       200  200  403  403  404  404
    POST rounds:change       200  200  403  403  404  404
    GET  rounds:people       200  200  403  403  404  404
    POST rounds:take_part    302  302  403  403  404  404
    POST rounds:leave_out    302  302  403  403  404  404
    GET  rounds:ask          200  200  403  403  404  404
    POST rounds:ask          200  200  403  403  404  404
    GET  rounds:call_off     200  200  403  403  404  404
    POST rounds:call_off     200  200  403  403  404  404
    GET  rounds:answer       200  200  403  403  404  404
    POST rounds:answer       200  200  403  403  404  404
    GET  rounds:walk         302  302  302  404  404  404
    POST rounds:walk         302  302  302  404  404  404
    GET  rounds:walk_data    200  200  200  404  404  404
    POST rounds:mark         200  200  200  404  404  404
    POST rounds:photo        200  200  200  404  404  404
    POST rounds:finish       302  302  403  403  404  404
    POST rounds:walk_more    302  302  403  403  404  404
    GET  rounds:finding      200  200  200  200  404  404
    POST rounds:finding      200  200  403  403  404  404
    GET  rounds:words        200  200  403  403  404  404
    POST rounds:words        302  302  403  403  404  404
    GET  rounds:measure      200  200  403  403  404  404
    POST rounds:measure      200  200  403  403  404  404
    POST rounds:sign         302  403  403  403  404  404
"""

# Whoever holds rounds anywhere may plan one; a list shows what one reads or is told of, to anyone.
ROUND_LISTS: Final = """
                             leader leader_sibling coordinator safety_rep deputy_leader hse_department employee nobody
    GET  rounds:list         200    200            200         200        200           200            200      200
    GET  rounds:new          200    200            200         403        403           403            403      403
    POST rounds:new          200    200            200         403        403           403            403      403
"""

OF_A_FINDING: Final = frozenset({"finding", "words", "measure"})


def make_round(cast: casting.Cast) -> Record:
    """The leader of INST has held one, with a finding, and a wish of the employee."""
    leader = for_person(cast.people["leader"])
    record = planning.plan_round(actor=leader, unit=cast.units["INST"], day=clock.today())
    round_ = Round.objects.get(pk=record.pk)
    wishes.wish(
        actor=for_person(cast.people["employee"]),
        round_=round_,
        text="Mer lys ved døra",
        key=UUID(int=7),
    )
    noted = mapping.NewMark(
        key=UUID(int=8),
        area=UUID(int=9),
        area_name="Laben",
        point=Checkpoint.objects.all()[0].pk,
        verdict=Verdict.IMPROVE,
        device="phone",
        comment=f"Kasser i veien, {mark('round')}",
    )
    mapping.receive(actor=leader, record=record, marks=[noted])
    mapping.finish(actor=leader, record=record)
    return record


def address(record: Record, name: str) -> str:
    which = name.partition(":")[2]
    if which == "walk":
        return f"{reverse(name)}?round={record.pk}"
    more = []
    if which in OF_A_FINDING:
        more = [record.round.findings.all()[0].pk]
    elif which == "answer":
        more = [record.round.wishes.all()[0].pk]
    return reverse(name, args=[record.pk, *more])

"""The permission table's part about change processes. See `table.py`."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from tests import cast as casting
from tests.permissions.cases import mark
from vern.core.kernel import clock
from vern.core.org.actors import for_person
from vern.plan.changes import services
from vern.plan.changes.models import Body, Involvement
from vern.plan.changes.rules import ChangeType

# What someone is to a change at INST that is being prepared: l leads and decides, h prepares, v speaks
# for the safety representatives, w speaks for another body, s reads it, - does not.
CHANGES: Final = """
                             INST
    employee                 w
    student                  -
    leader                   l
    deputy_leader            h
    safety_rep               v
    deputy_safety_rep        s
    coordinator              h
    student_rep              s
    leader_above             l
    local_chief_rep          w
    leader_below             -
    leader_sibling           -
    rep_sibling              -
    leader_outside           -
    employee_outside         -
    rector                   l
    main_chief_rep           s
    hse_department           h
    hse_at_faculty           h
    occupational_health      w
    case_handler             s
    committee_member         w
    whistleblowing_reception s
    reporter                 s
    responsible              -
    named                    -
    auditor                  s
    former_leader            -
    nobody                   -
"""

CHANGE_PAGES: Final = """
                                 l    h    v    w    s    -
    GET  changes:show            200  200  200  200  200  404
    GET  changes:pdf             200  200  200  200  200  404
    GET  changes:word            200  200  200  200  200  404
    GET  changes:comment         200  200  200  200  200  404
    POST changes:comment         200  200  200  200  200  404
    GET  changes:describe        200  200  403  403  403  404
    POST changes:describe        200  200  403  403  403  404
    GET  changes:touch           200  200  403  403  403  404
    POST changes:touch           200  200  403  403  403  404
    POST changes:untouch         302  302  403  403  403  404
    GET  changes:let_read        200  200  403  403  403  404
    POST changes:let_read        200  200  403  403  403  404
    GET  changes:assign          200  200  403  403  403  404
    POST changes:assign          302  302  403  403  403  404
    POST changes:open_up         302  302  403  403  403  404
    GET  changes:plan            200  200  403  403  403  404
    POST changes:plan            200  200  403  403  403  404
    GET  changes:ask             403  403  200  200  403  404
    POST changes:ask             403  403  200  200  403  404
    GET  changes:hold            200  200  200  403  403  404
    POST changes:hold            200  200  200  403  403  404
    POST changes:right           403  403  302  403  403  404
    GET  changes:contest         403  403  200  403  403  404
    POST changes:contest         403  403  200  403  403  404
    POST changes:leave_out       302  302  403  403  403  404
    GET  changes:step            200  200  403  403  403  404
    POST changes:step            200  200  403  403  403  404
    GET  changes:change_step     200  200  403  403  403  404
    POST changes:change_step     200  200  403  403  403  404
    POST changes:step_done       302  302  403  403  403  404
    POST changes:drop_step       302  302  403  403  403  404
    GET  changes:consequences    200  200  403  403  403  404
    POST changes:consequences    302  302  403  403  403  404
    GET  changes:measure         200  200  403  403  403  404
    POST changes:measure         200  200  403  403  403  404
    GET  changes:link            200  200  403  403  403  404
    POST changes:link            200  200  403  403  403  404
    GET  changes:decide          200  403  403  403  403  404
    POST changes:decide          200  403  403  403  403  404
    GET  changes:take_back       302  403  403  403  403  404
    POST changes:take_back       200  403  403  403  403  404
    GET  changes:evaluate        302  302  403  403  403  404
    POST changes:evaluate        200  200  403  403  403  404
    GET  changes:drop            200  403  403  403  403  404
    POST changes:drop            200  403  403  403  403  404
    POST changes:take_up_again   302  403  403  403  403  404
"""

# Whoever prepares changes anywhere may start one; a list shows what one sees, to anyone.
CHANGE_LISTS: Final = """
                                 hse_department leader deputy_leader coordinator safety_rep employee nobody leader_sibling
    GET  changes:list            200            200    200           200         200        200      200    200
    GET  changes:csv             200            200    200           200         200        200      200    200
    GET  changes:papers          200            200    200           200         200        200      200    200
    GET  changes:start           200            200    200           200         403        403      403    200
    GET  changes:speakers        200            200    200           200         403        403      403    200
    POST changes:speakers        200            200    200           200         403        403      403    200
    POST changes:end_speaker     302            302    302           302         403        403      403    403
    POST changes:start           200            200    200           200         403        403      403    200
"""

OF_A_PART: Final = frozenset({"hold", "right", "contest", "leave_out"})
OF_A_STEP: Final = frozenset({"change_step", "step_done", "drop_step"})


class Made:
    """The leader of INST prepares a change; the safety representative has taken part, they write. And
    someone speaks for LOSAM at INST, until it is ended."""

    def __init__(self, cast: casting.Cast) -> None:
        leader = for_person(cast.people["leader"])
        given = services.Start(
            title=f"Slå sammen to seksjoner, {mark('process')}",
            unit=cast.units["INST"],
            type=ChangeType.ORGANISATION,
            why="Små miljøer.",
            decide_by=clock.today(),
        )
        process = services.start(actor=leader, given=given)
        self.record = process.record
        self.involvement = process.involvements.get(body="safety_rep")
        self.step = process.milestones.all()[0]
        held = services.Held(clock.today(), Involvement.Manner.HEARD)
        services.hold(actor=leader, involvement=self.involvement, given=held)
        self.speaker = services.name_speaker(
            actor=leader,
            body=Body.objects.get(pk="losam"),
            unit=cast.units["INST"],
            person=cast.people["employee"],
        )

    def address(self, name: str) -> str:
        """A page of the process, or of its part that the page is about."""
        which = name.partition(":")[2]
        more = [self.involvement.pk] if which in OF_A_PART else []
        return reverse(name, args=[self.record.pk, *more, *self._of_a_step(which)])

    def _of_a_step(self, which: str) -> list[int]:
        return [self.step.pk] if which in OF_A_STEP else []

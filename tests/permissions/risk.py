"""The permission table's part about risk assessments. See `table.py`.

At each unit there is one that was approved, with a measure that was to be in place before the work
starts and is done; and one that revises it and is being written, of the plain kind, with which an
employee of INST does not agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from tests.cast import Cast
from tests.permissions.cases import mark
from tests.permissions.table import UNITS
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan, complete
from vern.core.org.actors import SYSTEM, for_person
from vern.core.records.models import Record
from vern.plan.risk import services
from vern.plan.risk.models import AssessmentType
from vern.plan.risk.queries.show import sheet
from vern.plan.risk.rules import Method, years_before
from vern.plan.risk.services import RowDraft

# What someone is to an assessment at such a unit: a approves it, u does and answers from a level up
# who did not agree, w writes in it, p speaks for those who work there, r reads it, - does not.
RISKS: Final = """
                     INST  FAK  SEK  SIDE  FJERN
    employee         r     -    r    -     -
    student          r     -    r    -     -
    leader           a     -    u    -     -
    deputy_leader    r     -    r    -     -
    safety_rep       p     -    p    -     -
    deputy_safety_rep r    -    r    -     -
    coordinator      w     -    w    -     -
    student_rep      r     -    r    -     -
    case_handler     r     -    r    -     -
    committee_member r     r    r    r     -
    whistleblowing_reception r r r r     r
    reporter         r     -    r    -     -
    responsible      -     -    -    r     -
    named            -     -    -    r     -
    leader_above     u     a    u    u     -
    local_chief_rep  p     p    p    p     -
    leader_below     -     -    a    -     -
    leader_sibling   -     -    -    a     -
    rep_sibling      -     -    -    p     -
    leader_outside   -     -    -    -     a
    employee_outside -     -    -    -     r
    rector           u     u    u    u     u
    main_chief_rep   p     p    p    p     p
    hse_department   w     w    w    w     w
    hse_at_faculty   w     w    w    w     -
    occupational_health r  r    r    r     r
    auditor          r     r    r    r     -
    former_leader    -     -    -    -     -
    nobody           -     -    -    -     -
"""

RISK_PAGES: Final = """
                           u    a    w    p    r    -
    GET  risk:show         200  200  200  200  200  404
    GET  risk:changed      200  200  200  200  200  404
    GET  risk:pdf          200  200  200  200  200  404
    GET  risk:word         200  200  200  200  200  404
    GET  risk:about        200  200  200  403  403  404
    POST risk:about        200  200  200  403  403  404
    GET  risk:people       200  200  200  403  403  404
    POST risk:people       302  302  302  403  403  404
    GET  risk:row_new      200  200  200  403  403  404
    POST risk:row_new      200  200  200  403  403  404
    GET  risk:row          200  200  200  403  403  404
    POST risk:row          200  200  200  403  403  404
    POST risk:remove_row   302  302  302  403  403  404
    POST risk:remove_untouched  302  302  302  403  403  404
    GET  risk:factors      302  302  302  403  403  404
    POST risk:factors      302  302  302  403  403  404
    GET  risk:together     302  302  302  403  403  404
    POST risk:together     302  302  302  403  403  404
    GET  risk:remaining    200  200  200  403  403  404
    POST risk:remaining    302  302  302  403  403  404
    GET  risk:measure      200  200  200  403  403  404
    POST risk:measure      200  200  200  403  403  404
    GET  risk:finish       200  200  200  403  403  404
    POST risk:finish       200  200  403  403  403  404
    POST risk:send         302  302  302  403  403  404
    POST risk:take_back    302  302  302  403  403  404
    GET  risk:send_back    302  302  403  403  403  404
    POST risk:send_back    302  302  403  403  403  404
    POST risk:withdraw     302  302  302  403  403  404
    POST risk:revise       302  302  302  403  403  404
    GET  risk:disagree     403  403  403  200  403  404
    POST risk:disagree     403  403  403  200  403  404
    GET  risk:answer       200  403  403  403  403  404
    POST risk:answer       200  403  403  403  403  404
    POST measures:verify   302  302  302  302  403  404
"""

RISK_UNIT_PAGES: Final = """
                               +    -    0
    GET  risk:unit             200  404  403
"""

RISK_LISTS: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  risk:list                 200  200          200           403      200
    GET  risk:start                200  200          200           403      200
    POST risk:start                200  200          200           403      200
"""


@dataclass(frozen=True)
class Risks:
    """By unit: the one that is being written, its row, its disagreement, and the measure of the one
    before."""

    written: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    disagreements: dict[str, int] = field(default_factory=dict)
    measures: dict[str, int] = field(default_factory=dict)

    def address(self, name: str, unit: str) -> str:
        more: dict[str, Callable[[], int]] = {
            "row": lambda: self.rows[unit],
            "remove_row": lambda: self.rows[unit],
            "answer": lambda: self.disagreements[unit],
            "factors": lambda: 1,
        }
        if name == "measures:verify":
            return reverse(name, args=[self.measures[unit]])
        which = name.partition(":")[2]
        return reverse(
            name, args=[self.written[unit].pk, *([more[which]()] if which in more else [])]
        )


def make_risks(cast: Cast) -> Risks:
    """Made by nobody, so that nobody writes in them by name but who answers for the unit."""
    found = Risks()
    employee = for_person(cast.people["employee"])
    for code in UNITS:
        new = services.NewAssessment(
            type=AssessmentType.objects.get(key="event"),
            unit=cast.units[code],
            title=f"Fest ved {code}, {mark(f'risk{code}')}",
            method=Method.SIMPLE,
            hints=False,
        )
        first = services.start(actor=SYSTEM, new=new)
        draft = RowDraft(hazard="For mange i rommet", before={"colour": 1})
        services.save_row(actor=SYSTEM, record=first, draft=draft)
        services.write(actor=SYSTEM, record=first, given={"why_missing": "Ingen her."})
        found.measures[code] = _measure(cast, first)
        until = years_before(clock.today(), -1)
        services.approve(actor=SYSTEM, record=first, valid_until=until)
        made = services.revise(actor=SYSTEM, record=first)
        found.written[code] = made
        found.rows[code] = (
            sheet(Record.objects.select_related("unit").get(pk=made.pk)).rows[0].row.pk
        )
        found.disagreements[code] = services.disagree(actor=employee, record=made, text="Nei.").pk
    return found


def _measure(cast: Cast, record: Record) -> int:
    plan = Plan(
        type=Measure.Type.PREVENTIVE,
        title="Tell dem som går inn",
        plan_text="Tell dem som går inn",
        responsible=cast.people["hse_department"],
        due_on=clock.today(),
        before_start=True,
    )
    made = services.add_measure(actor=SYSTEM, record=record, plan=plan)
    return complete(actor=SYSTEM, measure=made).pk

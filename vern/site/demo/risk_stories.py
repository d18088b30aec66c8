"""What stands open of risk assessments at the demo's own department: one of each that someone is to do
something about."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import SYSTEM
from vern.core.records.models import Record, Sensitivity
from vern.core.records.offers import Origin
from vern.plan.risk import services
from vern.plan.risk.models import AssessmentType, Participant, RiskAssessment, RiskRow
from vern.plan.risk.rules import AssessmentState, Method, years_before
from vern.plan.risk.services import RowDraft
from vern.site.demo.risk import decide_measures, draft_of, read_pools
from vern.site.demo.stage import Stage, days_ago


@transaction.atomic
def play() -> None:
    """One of each that someone is to do something about."""
    stage = Stage()
    with withholding():
        _newest_hold()
        _waits_for_approval(stage)
        _not_everyone_agrees(stage)
        _work_waits(stage)
        _half_written(stage)
        _from_a_report(stage)
        _revised(stage)


def _newest_hold() -> None:
    """The years were read in beside each other: of those with the same kind and name at a unit, the
    newest holds."""
    approved = RiskAssessment.objects.filter(state=AssessmentState.APPROVED)
    newest: dict[tuple[int, int, str], RiskAssessment] = {}
    for each in approved.select_related("record").order_by("-approved_at", "-pk"):
        key = (each.record.unit_id, each.type_id, each.record.title)
        by = newest.setdefault(key, each)
        if by is not each:
            services.take_place(actor=SYSTEM, former=each, by=by)


def _new(stage: Stage, key: str, title: str, who: str, method: Method | None = None) -> Record:
    kind = AssessmentType.objects.get(key=key)
    new = services.NewAssessment(
        type=kind,
        unit=stage.unit,
        title=title,
        method=method or Method(kind.method),
        private=kind.private,
        hints=False,
    )
    return services.start(actor=stage.actor(who), new=new)


def _take_part(stage: Stage, record: Record, who: str) -> None:
    people = {
        stage.person("safety_rep"): Participant.Part.REPRESENTATIVE,
        stage.person("employee"): Participant.Part.WORKER,
    }
    services.add_participants(actor=stage.actor(who), record=record, people=people)


def _rows(stage: Stage, record: Record, pool: str, who: str) -> list[RiskRow]:
    drafts = [draft_of(each, rough=False) for each in read_pools()[pool]]
    return services.write_rows(actor=stage.actor(who), record=record, drafts=drafts)


def _waits_for_approval(stage: Stage) -> None:
    with days_ago(3):
        record = _new(stage, "event", "Åpen dag i laben", "employee")
        _take_part(stage, record, "employee")
        _rows(stage, record, "event", "employee")
        services.send(actor=stage.actor("employee"), record=record)


def _not_everyone_agrees(stage: Stage) -> None:
    with days_ago(5):
        record = _new(stage, "change", "Flytting av gruppa til nytt bygg", "leader")
        _take_part(stage, record, "leader")
        rows = _rows(stage, record, "change", "leader")
        plan = measures.Plan(
            type=Measure.Type.PREVENTIVE,
            title="Utsett flyttinga til etter eksamen",
            plan_text="Utsett flyttinga til etter eksamen",
            responsible=stage.person("leader"),
            due_on=clock.today() + dt.timedelta(days=30),
        )
        for row in rows[:4]:
            services.add_measure(actor=stage.actor("leader"), record=record, plan=plan, row=row)
    with days_ago(2):
        services.disagree(
            actor=stage.actor("safety_rep"),
            record=record,
            text="Vi ble spurt etter at dagen var bestemt. Tre av fem sier at de ikke rekker det.",
        )


def _work_waits(stage: Stage) -> None:
    with days_ago(9):
        leader = stage.actor("leader")
        record = _new(stage, "radiation", "Nytt laserbord i kjelleren", "leader")
        _take_part(stage, record, "leader")
        rows = _rows(stage, record, "radiation", "leader")
        made = decide_measures(
            leader, record, list(zip(rows, read_pools()["radiation"], strict=True))
        )
        until = years_before(clock.today(), -2)
        services.approve(actor=leader, record=record, valid_until=until)
    with days_ago(1):
        for each in made:
            measures.complete(actor=leader, measure=each, comment="Brillene er kommet.")


def _half_written(stage: Stage) -> None:
    with days_ago(1):
        record = _new(stage, "psychosocial", "Psykososialt arbeidsmiljø, høst", "leader")
        _take_part(stage, record, "leader")
        for key in ("demands", "emotional"):
            text, short, long = read_pools()["factor"][key]["said"][1]
            draft = RowDraft(factor=key, hazard=text, before={"short": short, "long": long})
            services.save_row(actor=stage.actor("leader"), record=record, draft=draft)


def _from_a_report(stage: Stage) -> None:
    """What was reported is assessed: the two are linked."""
    reports = Record.objects.filter(
        kind="incident", unit=stage.unit, sensitivity=Sensitivity.HANDLERS
    )
    report = reports.order_by("-opened_at", "-pk").first()
    if report is None:
        return
    with days_ago(4):
        new = services.NewAssessment(
            type=AssessmentType.objects.get(key="general"),
            unit=stage.unit,
            title="Etter meldingen: arbeid i hallen",
            method=Method.FULL,
            occasion=RiskAssessment.Occasion.EVENT,
            hints=False,
            origin=Origin(report),
        )
        record = services.start(actor=stage.actor("leader"), new=new)
        _take_part(stage, record, "leader")
        _rows(stage, record, "workshop", "leader")


def _revised(stage: Stage) -> None:
    """Gone through again after a year: what changed is shown."""
    leader = stage.actor("leader")
    with days_ago(400):
        record = _new(stage, "general", "Øvingslaben", "leader")
        _take_part(stage, record, "leader")
        rows = _rows(stage, record, "electro", "leader")
        rows += _rows(stage, record, "workshop", "leader")
        decide_measures(leader, record, list(zip(rows[1:], read_pools()["workshop"], strict=True)))
        until = years_before(clock.today(), -1)
        services.approve(actor=leader, record=record, valid_until=until)
    with days_ago(20):
        again = services.revise(actor=leader, record=record)
        copy = again.risk.rows.order_by("order").first()
        if copy is not None:
            draft = RowDraft(
                hazard=copy.hazard,
                cause="Brytere er merket nå, men nye studenter kjenner ikke rutinen.",
                barriers="Lås og merking på alle brytere.",
                before={"likelihood": 1, "people": 4},
            )
            services.save_row(actor=leader, record=again, row=copy, draft=draft)
        services.approve(actor=leader, record=again, valid_until=years_before(clock.today(), -2))

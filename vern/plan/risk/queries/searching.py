"""What an assessment can be found by, for those who read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from vern.core.kernel.together import Together, relate
from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.composed import among
from vern.core.records.models import Record, Sensitivity
from vern.hub.search.ports import Text
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.models import KIND, AssessmentType, RiskAssessment, RiskRow, State
from vern.plan.risk.rules import AssessmentState

WHOLE: Final = "whole"


def _records(key: int) -> QuerySet[Any, Any]:
    unsealed = Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
    return unsealed.filter(among("pk", [key]))


_READ = Together(
    records=_records,
    risks=lambda key: RiskAssessment.objects.filter(among("record_id", [key])),
    rows=lambda key: RiskRow.objects.filter(among("assessment_id", [key])),
    units=lambda key: Unit.objects.filter(pk__in=_records(key).order_by().values("unit")),
    types=lambda key: AssessmentType.objects.filter(
        pk__in=RiskAssessment.objects.filter(among("record_id", [key])).values("type")
    ),
)


def texts(keys: list[int]) -> Iterator[Text]:
    """One query. What is withdrawn is nowhere."""
    read = _READ(keys)
    relate(read["records"], "unit", {each.pk: each for each in read["units"]})
    risks = {each.pk: each for each in read["risks"]}
    relate(read["risks"], "type", {each.pk: each for each in read["types"]})
    rows: dict[int, list[RiskRow]] = {}
    for each in read["rows"]:
        rows.setdefault(each.assessment_id, []).append(each)
    address = addresses("risk:show")
    for record in read["records"]:
        risk = risks.get(record.pk)
        if risk is None or risk.state == AssessmentState.WITHDRAWN:
            continue
        yield Text(
            layer=WHOLE,
            subject=record.pk,
            thing=record.pk,
            title=record.title,
            url=address(record.pk),
            number=record.number,
            at=record.opened_at,
            unit_id=record.unit_id,
            unit=record.unit.name,
            state=record.state,
            status=str(State(risk.state).label),
            capability=SEE if record.sensitivity < Sensitivity.PARTIES else "",
            body=_body(risk, rows.get(record.pk, [])),
        )


def _body(risk: RiskAssessment, rows: list[RiskRow]) -> list[str]:
    said = [risk.type.name, risk.about, risk.place, risk.interaction, risk.together]
    for each in rows:
        said += [each.activity, each.hazard, each.cause, each.barriers]
    return [each for each in said if each]


def read_whole(actor: Actor) -> QuerySet[Any, Any]:
    unsealed = Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
    return unsealed.held_by(actor).order_by().values("pk")

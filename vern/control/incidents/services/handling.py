"""Working on a report: take up, assess, decide measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Category, Cause, Incident
from vern.control.incidents.rules import IncidentState, IncidentType, Severity, senseless
from vern.control.incidents.services.common import (
    locked,
    locked_alone,
    refuse_settled,
    step,
    tell_reporter,
)
from vern.control.incidents.services.protecting import restrict
from vern.core.history.services import note, refuse_unseen
from vern.core.kernel.errors import Refused
from vern.core.kernel.links import choose
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.records.models import Record

NOTHING_CHOSEN = Severity()
ASSESSED = "incident.assessed"


@transaction.atomic
def take_up(*, actor: Actor, record: Record) -> None:
    """The handler starts on it; the reporter is told. Doing it twice changes nothing."""
    incident = locked_alone(record)
    if incident.state == IncidentState.IN_WORK:
        return
    step(incident, "take_up")
    incident.save(update_fields=["state"])
    note("incident.taken_up", actor=actor, record=record)
    tell_reporter("incident.taken_up", actor, record)


@dataclass(frozen=True)
class Assessment:
    """How the handler sorts and judges a report."""

    type: IncidentType
    severity: Severity = NOTHING_CHOSEN
    categories: Sequence[Category] = ()
    causes: Sequence[Cause] = ()
    cause_text: str = ""


@transaction.atomic
def assess(
    *, actor: Actor, record: Record, assessment: Assessment, seen: int | None = None
) -> bool:
    """Set or correct type, categories, severity and causes.

    A category that restricts keeps the report for named people from when it is first chosen:
    answers whether that was now. Raises Refused where potential harm is below actual, or when the
    report is closed; ChangedMeanwhile where someone has assessed it since `seen` (`refuse_unseen`).
    """
    wrong = senseless(assessment.severity)
    if wrong:
        raise Refused(
            _("What could have happened cannot be less than what did happen."),
            field=f"{wrong[0]}_potential",
        )
    incident = locked_alone(record)
    refuse_settled(incident)
    refuse_unseen(record, ASSESSED, seen=seen)
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
        incident.refresh_from_db()
    former_causes = incident.cause_text
    levels = {
        name: None if level is None else int(level)
        for name, level in asdict(assessment.severity).items()
    }
    for name, level in levels.items():
        setattr(incident, name, level)
    incident.type = assessment.type
    incident.cause_text = assessment.cause_text
    incident.save(update_fields=["type", "cause_text", *levels])
    sensitive = _newly_sensitive(incident, assessment.categories)
    choose(incident.categories, assessment.categories)
    choose(incident.causes, assessment.causes)
    changed = former_causes != assessment.cause_text and former_causes
    note(
        ASSESSED,
        actor=actor,
        record=record,
        facts={
            "type": str(assessment.type),
            **levels,
            "categories": ",".join(sorted(each.key for each in assessment.categories)),
            "causes": ",".join(sorted(each.key for each in assessment.causes)),
        },
        texts={"cause_text": former_causes} if changed else None,
    )
    return sensitive and restrict(actor=actor, record=record)


def _newly_sensitive(incident: Incident, categories: Sequence[Category]) -> bool:
    """Whether it comes to be about something that is for named people only. Who opens such a report
    does not close it again by assessing it."""
    sensitive = {each.pk for each in categories if each.restricts}
    return bool(sensitive) and not sensitive.issubset(
        incident.categories.values_list("pk", flat=True)
    )


@transaction.atomic
def add_measure(*, actor: Actor, record: Record, plan: measures.Plan) -> Measure:
    """Decide a measure for the report. Raises Refused when the report is closed.

    The same measure decided a second time within ten minutes is a form that was sent twice: it
    gives the first one (`measures.decide`).
    """
    record, incident = locked(record)
    refuse_settled(incident)
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
    return measures.decide(actor=actor, record=record, plan=plan)

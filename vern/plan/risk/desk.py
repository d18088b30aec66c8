"""What of risk assessments lies on a person's desk."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.hub.desk.ports import Shortcut, Task, Tasks, TaskSource, shortcuts, task_sources
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.models import RiskAssessment
from vern.plan.risk.queries.lists import awaiting


def tasks(actor: Actor, day: dt.date, limit: int) -> Tasks:
    """To approve, to answer, to look at, to revise and to finish: in this order. One query."""
    found = awaiting(actor, limit)
    first = [
        *(_approve(each) for each in found.to_approve),
        *(
            Task(
                title=record.title,
                url=reverse("risk:answer", args=[each.assessment_id, each.pk]),
                unit=record.unit.name,
                since=timezone.localdate(each.raised_at),
                status=gettext("Someone does not agree"),
            )
            for each, record in found.to_answer
        ),
        *(
            Task(
                title=each.plan_text,
                url=reverse("measures:show", args=[each.pk]),
                unit=each.origin.unit.name,
                since=timezone.localdate(each.done_at),
                status=gettext("Look if it is in place"),
            )
            for each in found.to_verify
        ),
        *(_revise(each) for each in found.to_revise),
        *(_finish(each) for each in found.to_finish),
    ]
    late = sum(1 for each in found.to_revise if each.valid_until and each.valid_until < day)
    return Tasks(first[:limit], len(first), late)


def _approve(risk: RiskAssessment) -> Task:
    return Task(
        title=risk.record.title,
        url=reverse("risk:show", args=[risk.pk]),
        unit=risk.record.unit.name,
        number=risk.record.number,
        since=timezone.localdate(risk.sent_at) if risk.sent_at else None,
        status=gettext("To approve"),
    )


def _revise(risk: RiskAssessment) -> Task:
    return Task(
        title=risk.record.title,
        url=reverse("risk:show", args=[risk.pk]),
        unit=risk.record.unit.name,
        number=risk.record.number,
        due=risk.valid_until,
        until=gettext("To be revised by %(day)s"),
        status=gettext("To revise"),
    )


def _finish(risk: RiskAssessment) -> Task:
    return Task(
        title=risk.record.title,
        url=reverse("risk:show", args=[risk.pk]),
        unit=risk.record.unit.name,
        number=risk.record.number,
        since=timezone.localdate(risk.record.opened_at),
        status=gettext("To finish writing"),
    )


def register() -> None:
    task_sources.add(
        TaskSource(
            "risk",
            _("Risk assessments"),
            tasks,
            _("No risk assessment waits for you."),
            all_url="risk:list",
            concerns=lambda actor: actor.has(SEE),
        )
    )
    shortcuts.add(
        Shortcut(
            "risk",
            _("Risk assessments"),
            _("What your unit has assessed, and what is missing. Start one here."),
            lambda actor: reverse("risk:list") if actor.has(SEE) else "",
            order=20,
        )
    )

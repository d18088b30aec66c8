"""What was taken up of suggestions, in words for everyone at the unit (internal control, the
workers' experience)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from vern.control.incidents.models import KIND
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.core.kernel.numbers import whole_number
from vern.core.measures.models import SEE_PLAN
from vern.core.measures.queries import Line, lines, rows_for
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Sensitivity
from vern.core.records.querysets import under

PAGE = 25
TAKEN_UP = (IncidentState.RECEIVED, IncidentState.IN_WORK, IncidentState.CLOSED)


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: str = ""


def taken_up(actor: Actor, *, after: str = "") -> Page:
    """Measures that sprang from suggestions where the actor sees the plan, the newest first."""
    scope = actor.scope(SEE_PLAN)
    reached = Q() if scope.everywhere else Q(pk__in=[])
    if scope.prefixes and not scope.everywhere:
        reached = Q(unit__in=Unit.objects.filter(under(scope.prefixes)).values("pk"))
    rows = (
        rows_for(actor)
        .filter(
            reached,
            origin__kind=KIND,
            origin__sensitivity__lt=Sensitivity.PARTIES,
            origin__incident__type=IncidentType.SUGGESTION,
            origin__incident__state__in=TAKEN_UP,
        )
        .order_by("-pk")
    )
    key = whole_number(after)
    if key is not None:
        rows = rows.filter(pk__lt=key)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return Page(lines(shown), str(shown[-1].pk) if len(found) > PAGE else "")

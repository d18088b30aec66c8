"""What the desk gives: its place in the menu, and the measures, which lie below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.access import CanAct
from vern.core.kernel.menu import MenuItem, menu
from vern.core.measures.models import SEE_PLAN
from vern.core.measures.queries import to_do
from vern.core.org.actors import Actor
from vern.hub.desk.ports import Shortcut, Task, TaskSource, shortcuts, task_sources


def _signed_in(request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.signed_in


def measures_to_do(actor: Actor, today: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Open measures that the person is responsible for, nearest deadline first."""
    for line in to_do(actor, limit):
        yield Task(
            title=line.words,
            url=reverse("measures:show", args=[line.measure.pk]),
            unit=line.measure.unit.name,
            due=line.measure.due_on,
        )


def _own_plan(actor: Actor) -> str:
    return reverse("measures:own_plan") if actor.has(SEE_PLAN) and actor.home_unit_id else ""


def register() -> None:
    menu.add(MenuItem("desk", _("My work"), "desk:mine", order=10, visible=_signed_in))
    task_sources.add(
        TaskSource(
            "measures",
            _("Measures you are to carry out"),
            measures_to_do,
            _("You have no measures to carry out."),
            all_url="measures:mine",
        )
    )
    shortcuts.add(
        Shortcut(
            "plan",
            _("Your unit's plan"),
            _("The measures that are decided where you work, and how they stand."),
            _own_plan,
            order=30,
        )
    )

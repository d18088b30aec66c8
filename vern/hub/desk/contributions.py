"""What the desk gives: its place in the menu, and the measures, which lie below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.access import CanAct
from vern.core.kernel.menu import MenuItem, menu
from vern.core.measures.models import SEE_PLAN
from vern.core.measures.queries import to_do, to_judge
from vern.core.org.actors import Actor
from vern.hub.desk.ports import Shortcut, Task, TaskSource, shortcuts, task_sources
from vern.hub.desk.unreached import MAIL, UNREACHED


def _signed_in(request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.signed_in


def measures_to_do(actor: Actor, today: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Open measures that the person is responsible for today, nearest deadline first."""
    for line in to_do(actor, limit):
        yield Task(
            title=line.words,
            url=reverse("measures:show", args=[line.measure.pk]),
            unit=line.measure.unit.name,
            due=line.measure.due_on,
            status=gettext("Maintenance says done") if line.they_say_done else "",
        )


def measures_to_judge(actor: Actor, today: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001
    """Done measures of which the person is to say whether they helped."""
    for line in to_judge(actor, limit):
        yield Task(
            title=line.words,
            url=reverse("measures:show", args=[line.measure.pk]),
            unit=line.measure.unit.name,
            due=line.measure.check_on,
            status=gettext("Did it help?"),
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
        ),
        TaskSource(
            "measures_to_judge",
            _("Did these measures help?"),
            measures_to_judge,
            _("There is nothing to answer."),
            all_url="measures:to_judge",
        ),
        UNREACHED,
    )
    shortcuts.add(
        MAIL,
        Shortcut(
            "plan",
            _("Your unit's plan"),
            _("The measures that are decided where you work, and how they stand."),
            _own_plan,
            order=30,
        ),
    )

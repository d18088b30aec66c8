"""What measures give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.kernel.ui.dates import short_day
from vern.core.measures.models import SEE_PLAN, Measure
from vern.core.notices.kinds import Message, NoticeKind, notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor
from vern.core.org.capabilities import EVERYONE, Capability, capabilities


def given(notice: Notice) -> Message:
    measure = Measure.objects.get(pk=notice.facts["measure"])
    return Message(
        subject=_("You are responsible for a measure"),
        text=_("%(measure)s\nTo be done by %(due)s.")
        % {"measure": measure.plan_text, "due": short_day(measure.due_on)},
        path=reverse("measures:show", args=[measure.pk]),
    )


def _has_plan(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.has(SEE_PLAN)


def register() -> None:
    menu.add(MenuItem("plan", gettext_lazy("Plan"), "measures:own_plan", 40, _has_plan))
    capabilities.add(
        Capability(SEE_PLAN, gettext_lazy("See the unit's plan of measures"), EVERYONE)
    )
    verbs.add(
        Verb("measure.decided", gettext_lazy("Decided a measure")),
        Verb("measure.changed", gettext_lazy("Changed a measure")),
        Verb("measure.done", gettext_lazy("Said that a measure is done")),
    )
    notice_kinds.add(NoticeKind("measure.given", given))

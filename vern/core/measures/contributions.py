"""What measures give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.measures.models import SEE_PLAN, Measure
from vern.core.notices.kinds import Message, NoticeKind, notice_kinds
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor
from vern.core.org.capabilities import EVERYONE, Capability, capabilities


def given(notice: Notice) -> Message:
    measure = Measure.objects.get(pk=notice.facts["measure"])
    return Message(
        subject=_("You are responsible for a measure"),
        text=f"{measure.plan_text}\n{measure.deadline}.",
        path=reverse("measures:show", args=[measure.pk]),
    )


def maintenance_done(notice: Notice) -> Message:
    measure = Measure.objects.get(pk=notice.facts["measure"])
    return Message(
        subject=_("Is this done now?"),
        text=_(
            "%(measure)s\nBuilding maintenance says that it is done. Look if it is, and mark the "
            "measure as done."
        )
        % {"measure": measure.plan_text},
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
        Verb("measure.ended", gettext_lazy("Ended a measure that came back")),
        Verb("measure.effect_judged", gettext_lazy("Said whether a measure helped")),
        Verb("measure.maintenance", gettext_lazy("Noted how it stands at building maintenance")),
    )
    notice_kinds.add(
        NoticeKind("measure.given", given),
        NoticeKind("measure.maintenance_done", maintenance_done),
    )

"""What measures give to the rest."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.measures import erasing, personal
from vern.core.measures.models import SEE_PLAN, Measure
from vern.core.measures.relays import RELAYED
from vern.core.notices.kinds import (
    Message,
    NoticeKind,
    Topic,
    in_topic,
    notice_kinds,
    topics,
)
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor
from vern.core.org.capabilities import EVERYONE, Capability, capabilities
from vern.core.org.relays import handed_over

TOPIC = "measures"


def gather(notices: Sequence[Notice]) -> None:
    """The measures that notices are about."""
    found = Measure.objects.in_bulk([each.facts["measure"] for each in notices])
    for notice in notices:
        notice.known["measure"] = found.get(notice.facts["measure"])


def readable(notices: Sequence[Notice], reader: Actor) -> set[int]:
    """Notices about measures that the reader sees, in the plan's words at least."""
    asked = [each.facts["measure"] for each in notices]
    seen = set(Measure.objects.visible_to(reader).filter(pk__in=asked).values_list("pk", flat=True))
    return {each.pk for each in notices if each.facts["measure"] in seen}


def not_done(notice: Notice) -> bool:
    measure: Measure = notice.known["measure"]
    return not measure.done


def given(notice: Notice) -> Message:
    measure: Measure = notice.known["measure"]
    return Message(
        subject=_("You are responsible for a measure"),
        text=f"{measure.plan_text}\n{measure.deadline}.",
        path=reverse("measures:show", args=[measure.pk]),
    )


def maintenance_done(notice: Notice) -> Message:
    measure: Measure = notice.known["measure"]
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
    handed_over.add(RELAYED)
    personal.register()
    erasing.register()
    menu.add(MenuItem("plan", gettext_lazy("Plan"), "measures:own_plan", 40, _has_plan))
    capabilities.add(
        Capability(SEE_PLAN, gettext_lazy("See the unit's plan of measures"), EVERYONE)
    )
    verbs.add(
        Verb("measure.decided", gettext_lazy("Decided a measure")),
        Verb("measure.changed", gettext_lazy("Changed a measure")),
        Verb("measure.done", gettext_lazy("Said that a measure is done")),
        Verb("measure.verified", gettext_lazy("Verified that a measure is in place")),
        Verb("measure.ended", gettext_lazy("Ended a measure that came back")),
        Verb("measure.effect_judged", gettext_lazy("Said whether a measure helped")),
        Verb("measure.maintenance", gettext_lazy("Noted how it stands at building maintenance")),
    )
    topics.add(
        Topic(
            TOPIC,
            gettext_lazy("Measures"),
            gettext_lazy("Measures that you are to carry out, and what happens with them."),
            order=30,
        )
    )
    notice_kinds.add(
        *in_topic(
            TOPIC,
            NoticeKind(
                "measure.given", given, readable=readable, still_holds=not_done, personal=True
            ),
            NoticeKind(
                "measure.maintenance_done",
                maintenance_done,
                readable=readable,
                still_holds=not_done,
                personal=True,  # stand-ins are among those responsible, and told already
            ),
            gather=gather,
        )
    )

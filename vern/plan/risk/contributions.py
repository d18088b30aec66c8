"""What risk assessments give to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.access import CanAct
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.menu import MenuItem, menu
from vern.core.measures.events import MeasureDone
from vern.core.notices.kinds import notice_kinds, topics
from vern.core.org.capabilities import capabilities
from vern.core.org.relays import handed_over
from vern.core.records.kinds import Kind, kinds
from vern.hub.calendar.ports import deadline_rules
from vern.plan.risk import desk, editable, evidence, figures, offers, personal, retention, searching
from vern.plan.risk.capabilities import HANDLE, OWN, SEE, VERIFY
from vern.plan.risk.deadlines import RULES
from vern.plan.risk.defaults import load_content
from vern.plan.risk.models import KIND
from vern.plan.risk.notices import NOTICES, TOPIC
from vern.plan.risk.relays import RELAYED
from vern.plan.risk.services import tell_of_done


def page(pk: int) -> str:
    return reverse("risk:show", args=[pk])


def _sees(request: HttpRequest) -> bool:
    actor: CanAct = request.actor  # type: ignore[attr-defined]
    return actor.has(SEE)


def _measure_done(event: MeasureDone) -> None:
    if event.measure.origin.kind == KIND and event.measure.bars_start:
        tell_of_done(actor=event.actor, measure=event.measure)


def register() -> None:
    capabilities.add(*OWN)
    kinds.add(
        Kind(
            KIND,
            _("Risk assessment"),
            "RV",
            SEE,
            page,
            handle=HANDLE,
            verify=VERIFY,
            reported=False,
        )
    )
    default_content.add(DefaultContent("risk", load_content))
    editable.register()
    searching.register()
    personal.register()
    offers.register()
    desk.register()
    figures.register()
    evidence.register()
    retention.register()
    deadline_rules.add(*RULES)
    topics.add(TOPIC)
    notice_kinds.add(*NOTICES)
    handed_over.add(RELAYED)
    handlers.add(Handler("risk.measure_done", MeasureDone, _measure_done))
    menu.add(MenuItem("risk", _("Risk"), "risk:list", 35, _sees))
    verbs.add(
        Verb("risk.started", _("Started the risk assessment")),
        Verb("risk.written", _("Wrote in the risk assessment")),
        Verb("risk.participant_added", _("Let someone take part")),
        Verb("risk.participant_removed", _("Took someone out who did not take part")),
        Verb("risk.sent", _("Asked for approval")),
        Verb("risk.returned", _("Took it back, or sent it back to be changed")),
        Verb("risk.approved", _("Approved the risk assessment")),
        Verb("risk.withdrawn", _("Withdrew the risk assessment")),
        Verb("risk.revision_begun", _("Began to revise it")),
        Verb("risk.replaced", _("Replaced it with a newer one")),
        Verb("risk.disagreed", _("Did not agree, and brought it a level up")),
        Verb("risk.disagreement_answered", _("Answered someone who did not agree")),
    )

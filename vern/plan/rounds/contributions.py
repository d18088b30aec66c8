"""What rounds give to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import verbs
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.menu import MenuItem, menu
from vern.core.kernel.offline import OfflinePage, offline_pages
from vern.core.notices.kinds import notice_kinds, topics
from vern.core.org.actors import Actor
from vern.core.org.capabilities import capabilities
from vern.core.org.relays import handed_over
from vern.core.records.events import RecordsLinked
from vern.core.records.kinds import Kind, kinds
from vern.hub.calendar.ports import deadline_rules
from vern.hub.evidence.ports import evidence
from vern.plan.rounds import desk, editable, figures, personal, retention, searching
from vern.plan.rounds.assurances import ROUND_HELD
from vern.plan.rounds.capabilities import HOLD, OWN, SEE
from vern.plan.rounds.deadlines import RULES
from vern.plan.rounds.defaults import load_content
from vern.plan.rounds.models import KIND
from vern.plan.rounds.notices import NOTICES, TOPICS, page
from vern.plan.rounds.relays import RELAYED
from vern.plan.rounds.services.follow_up import taken_further
from vern.plan.rounds.verbs import VERBS


def _sees_rounds(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.has(SEE)


def register() -> None:
    capabilities.add(*OWN)
    kinds.add(Kind(KIND, _("HSE round"), "RUN", SEE, page, handle=HOLD, reported=False))
    verbs.add(*VERBS)
    topics.add(*TOPICS)
    notice_kinds.add(*NOTICES)
    default_content.add(DefaultContent("rounds", load_content))
    editable.register()
    figures.register()
    searching.register()
    personal.register()
    retention.register()
    desk.register()
    deadline_rules.add(*RULES)
    handed_over.add(RELAYED)
    evidence.add(ROUND_HELD)
    handlers.add(Handler("rounds.taken_further", RecordsLinked, taken_further))
    offline_pages.add(
        OfflinePage(
            "walk",
            "rounds:walk",
            "rounds:walk_shell",
            _("Go on with an HSE round"),
            ("rounds/offline/walk.js", "rounds/offline/answers.js", "rounds/rounds.css"),
        )
    )
    menu.add(MenuItem("rounds", _("HSE rounds"), "rounds:list", 30, _sees_rounds))

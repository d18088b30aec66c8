"""What change processes give to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import verbs
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.menu import MenuItem, menu
from vern.core.notices.kinds import notice_kinds, topics
from vern.core.org.actors import AskedAlong, asked_along
from vern.core.org.capabilities import capabilities
from vern.core.org.events import OrganisationChanged
from vern.core.org.relays import handed_over
from vern.core.records.kinds import Kind, kinds
from vern.hub.calendar.ports import deadline_rules
from vern.hub.desk.ports import Shortcut, TaskSource, shortcuts, task_sources, turn_groups
from vern.plan.changes import desk, editable, evidence, figures, personal, retention, searching
from vern.plan.changes.capabilities import HANDLE, OWN, SEE
from vern.plan.changes.deadlines import RULES
from vern.plan.changes.defaults import load_content
from vern.plan.changes.models import KIND
from vern.plan.changes.notices import NOTICES, TOPIC, page
from vern.plan.changes.relays import RELAYED
from vern.plan.changes.services.following import follow_posts
from vern.plan.changes.verbs import VERBS


def _may_see(request: HttpRequest) -> bool:
    return bool(request.actor.has(SEE))  # type: ignore[attr-defined]


def _on_pages() -> None:
    asked_along.add(AskedAlong(desk.AWAITS, desk.AWAITS_SQL))
    menu.add(MenuItem("changes", _("Changes"), "changes:list", 46, _may_see))
    task_sources.add(
        TaskSource(
            "changes_to_answer",
            _("Changes in which you are to take part"),
            desk.to_answer,
            _("No change awaits your answer."),
            all_url="changes:list",
            concerns=desk.may_be_asked,
        ),
    )
    turn_groups.add(desk.TO_LEAD_ON)
    shortcuts.add(
        Shortcut(
            "start_change",
            _("Start a change process"),
            _("Reorganisation, new ways of working, a new IT system: who takes part, and when."),
            lambda actor: reverse("changes:start") if actor.has(HANDLE) else "",
            order=38,
        )
    )


def register() -> None:
    _on_pages()
    capabilities.add(*OWN)
    kinds.add(Kind(KIND, _("Change process"), "OMS", SEE, page, handle=HANDLE, reported=False))
    verbs.add(*VERBS)
    topics.add(TOPIC)
    notice_kinds.add(*NOTICES)
    deadline_rules.add(*RULES)
    handed_over.add(RELAYED)
    default_content.add(DefaultContent("changes", load_content))
    handlers.add(Handler("changes.posts", OrganisationChanged, follow_posts))
    editable.register()
    figures.register()
    evidence.register()
    searching.register()
    personal.register()
    retention.register()

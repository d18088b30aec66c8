"""What the calendar gives, and the deadlines of measures, which lie below it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.notices.kinds import notice_kinds, topics
from vern.core.org.actors import Actor
from vern.core.org.capabilities import capabilities
from vern.hub.calendar.capabilities import OWN
from vern.hub.calendar.measures import RULES
from vern.hub.calendar.notices import NOTICES, TOPIC
from vern.hub.calendar.ports import deadline_rules
from vern.hub.calendar.timings import DECIDED


def _is_someone(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.person_id is not None


def register() -> None:
    capabilities.add(*OWN)
    deadline_rules.add(*RULES)
    topics.add(TOPIC)
    notice_kinds.add(*NOTICES)
    verbs.add(Verb(DECIDED, _("Decided when people are reminded of deadlines")))
    menu.add(MenuItem("calendar", _("Calendar"), "calendar:mine", order=45, visible=_is_someone))

"""Who comes to lead, or to represent, what a change touches, reads it too."""

from __future__ import annotations

from vern.core.org.events import OrganisationChanged
from vern.core.org.models import RoleKey
from vern.core.records import services as records
from vern.core.records.models import Party, State
from vern.plan.changes.models import ChangeProcess

FOLLOWED = (RoleKey.LEADER, RoleKey.SAFETY_REP)


def follow_posts(event: OrganisationChanged) -> None:
    """Someone has been appointed at a unit that a change touches without being its own."""
    if event.verb != "person.appointed" or event.facts.get("role") not in FOLLOWED:
        return
    if event.person_id is None or event.unit_id is None:
        return
    touching = ChangeProcess.objects.filter(touched=event.unit_id, record__state=State.OPEN)
    for process in touching.select_related("record"):
        records.add_party(process.record, event.person_id, Party.Part.NAMED)

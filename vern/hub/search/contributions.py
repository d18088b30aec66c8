"""What the search listens to, and the measures, which lie below it."""

from __future__ import annotations

from vern.core.history.events import Noted
from vern.core.kernel.events import Handler, handlers
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Building
from vern.hub.search.indexing import mark
from vern.hub.search.measures import MEASURES
from vern.hub.search.ports import About, searchables


def follow_records(event: Noted) -> None:
    mark(About.RECORD, event.record_id)


def follow_organisation(event: OrganisationChanged) -> None:
    """A unit, a person or a building is called something else, or has come or gone."""
    if code := event.facts.get("building"):
        for key in Building.objects.filter(code=code).values_list("pk", flat=True):
            mark(About.BUILDING, key)
        return
    if event.unit_id is not None:
        mark(About.UNIT, event.unit_id)
    if event.person_id is not None:
        mark(About.PERSON, event.person_id)


def register() -> None:
    searchables.add(MEASURES)
    handlers.add(
        Handler("search.records", Noted, follow_records),
        Handler("search.organisation", OrganisationChanged, follow_organisation),
    )

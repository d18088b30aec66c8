"""History listens to the organisation, which lies below it."""

from vern.core.history.services import note_organisation
from vern.core.history.verbs import ORGANISATION, verbs
from vern.core.kernel.events import Handler, handlers
from vern.core.org.events import OrganisationChanged


def register() -> None:
    verbs.add(*ORGANISATION)
    handlers.add(Handler("history.organisation", OrganisationChanged, note_organisation))

"""History listens to the organisation and to records, which lie below it."""

from vern.core.history import personal
from vern.core.history.reading import note_reading
from vern.core.history.services import note_infected, note_linked, note_organisation
from vern.core.history.verbs import ORGANISATION, RECORDS, verbs
from vern.core.kernel.events import Handler, handlers
from vern.core.org.events import OrganisationChanged
from vern.core.records.events import FileInfected, RecordRead, RecordsLinked


def register() -> None:
    verbs.add(*ORGANISATION, *RECORDS)
    personal.register()
    handlers.add(Handler("history.organisation", OrganisationChanged, note_organisation))
    handlers.add(Handler("history.reading", RecordRead, note_reading))
    handlers.add(Handler("history.infected", FileInfected, note_infected))
    handlers.add(Handler("history.linked", RecordsLinked, note_linked))

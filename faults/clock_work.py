"""What Vern does at a moment, for faults/clocks.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from vern.control.incidents import services
from vern.control.incidents.queries.wording import late
from vern.control.incidents.rules import IncidentType
from vern.core.org.actors import for_person
from vern.core.org.models import Person, Unit
from vern.core.records.models import Record


@dataclass(frozen=True)
class Told:
    """A report and what it promises."""

    record: Record
    days_to_close: int

    @property
    def due_on(self) -> dt.date | None:
        return self.record.due_on

    @property
    def year(self) -> int:
        """The year in its number."""
        return int(self.record.number.split("-")[1])

    def is_late(self) -> bool:
        """As a list says it now."""
        return late(self.record) is not None


def told_at(moment: dt.datetime) -> Told:
    """Someone reports; the clock stands at the moment."""
    person = Person.objects.get(email="reporter@vern.example")
    draft = services.Draft(
        f"Klokken var {moment.isoformat()}, merke {uuid4().hex}.",
        Unit.objects.get(code="INST"),
        IncidentType.NEAR_MISS,
    )
    record = services.report(actor=for_person(person), draft=draft)
    return Told(Record.objects.get(pk=record.pk), services.policy().days_to_close)

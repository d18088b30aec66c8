"""What happens with a list is written in the institution's trail."""

from __future__ import annotations

from vern.core.history.services import note_organisation
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Unit
from vern.hub.retention.models import Run


def institution() -> Unit:
    return Unit.objects.get(path__regex=r"^\d+\.$")


def preparer(run: Run) -> Actor:
    """Who has asked for the list; the system where nobody has."""
    return for_person(run.prepared_by) if run.prepared_by else SYSTEM


def note_run(verb: str, actor: Actor, run: Run) -> None:
    """The digest says, also when the list is long forgotten, that it was this one."""
    facts: dict[str, str | int | None] = {"run": run.pk, "records": run.count, "digest": run.digest}
    note_organisation(OrganisationChanged(verb, actor, unit_id=institution().pk, facts=facts))


def end(run: Run, state: Run.State) -> None:
    """The list is over; the next one can be made. The caller holds its lock, and saves it."""
    run.state, run.open, run.ended_at = state, False, clock.now()

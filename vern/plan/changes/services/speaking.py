"""Who speaks for bodies that no role speaks for: at a unit and those below, until it is ended."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Person, Unit
from vern.core.records import services as records
from vern.core.records.models import Party, Record, State
from vern.plan.changes.models import KIND, Body, ChangeProcess, Speaker
from vern.plan.changes.queries.people import places_of, speaking_for


@transaction.atomic
def name_speaker(*, actor: Actor, body: Body, unit: Unit, person: Person) -> Speaker:
    """From now on the person speaks for the body there, and reads what goes on in which it takes part.
    Naming twice is naming once. Raises Refused for a body that a role speaks for."""
    if body.role:
        raise Refused(_("A role speaks for this one."), field="body")
    made, new = Speaker.objects.get_or_create(body=body, unit=unit, person=person)
    if new:
        _noted("change.speaker_named", actor, made)
        below = Record.objects.filter(kind=KIND, state=State.OPEN, unit__path__startswith=unit.path)
        for process in ChangeProcess.objects.filter(record__in=below, involvements__body=body):
            records.add_party(process.record, person.pk, Party.Part.NAMED)
    return made


@transaction.atomic
def end_speaker(*, actor: Actor, speaker: Speaker) -> None:
    """The person no longer speaks for the body there. What they read already, they still read."""
    _noted("change.speaker_ended", actor, speaker)
    speaker.delete()


def name_speakers(process: ChangeProcess) -> None:
    """Those who speak by name for bodies that are to take part read the process."""
    places = places_of(process)
    bodies = [each.body for each in process.involvements.select_related("body")]
    for body in (each for each in bodies if not each.role):
        for person in speaking_for(body, places):
            records.add_party(process.record, person, Party.Part.NAMED)


def _noted(verb: str, actor: Actor, speaker: Speaker) -> None:
    publish(
        OrganisationChanged(
            verb,
            actor,
            unit_id=speaker.unit_id,
            person_id=speaker.person_id,
            facts={"body": speaker.body_id},
        )
    )

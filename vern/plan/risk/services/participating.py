"""Who takes part in an assessment: with the employees and their representatives (AML § 3-1, UFA § 1A-2)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from vern.core.history.services import note
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.plan.risk.models import Participant
from vern.plan.risk.services.common import to_write
from vern.plan.risk.services.writing import write

People = Mapping[Person, Participant.Part]


@transaction.atomic
def take_part(
    *,
    actor: Actor,
    record: Record,
    people: People,
    words: Mapping[str, object],
    seen: int | None = None,
) -> None:
    """These people take part and no others; `words`: `others` and `why_missing`. Raises as `write`."""
    write(actor=actor, record=record, given=words, seen=seen)
    add_participants(actor=actor, record=record, people=people)
    _record, risk = to_write(record)
    stay = [each.pk for each in people]
    for person_id in risk.participants.exclude(person__in=stay).values_list("person", flat=True):
        remove_participant(actor=actor, record=record, person_id=person_id)


@transaction.atomic
def add_participants(*, actor: Actor, record: Record, people: People) -> None:
    """They take part, read it, and are told. Someone who takes part already may get another part.

    Raises Refused where the assessment can no longer be changed.
    """
    record, risk = to_write(record)
    there = {each.person_id: each.part for each in risk.participants.all()}
    given = {each.pk: part for each, part in people.items() if there.get(each.pk) != part}
    risk.participants.filter(person__in=given.keys() & there.keys()).delete()
    Participant.objects.bulk_create(
        [Participant(assessment=risk, person_id=pk, part=part) for pk, part in given.items()]
    )
    records.add_parties(record, given.keys(), Party.Part.NAMED)
    for pk, part in given.items():
        note(
            "risk.participant_added",
            actor=actor,
            record=record,
            facts={"person": pk, "part": str(part)},
        )
    new = [pk for pk in given if pk not in there and pk != actor.person_id]
    tell("risk.invited", new, record=record, by=actor.person_id)


@transaction.atomic
def remove_participant(*, actor: Actor, record: Record, person_id: int) -> None:
    """They do not take part after all, and read it no more than others do."""
    record, risk = to_write(record)
    gone, _each = risk.participants.filter(person=person_id).delete()
    if gone:
        records.remove_parties(record, Party.Part.NAMED, person_id=person_id)
        facts = {"person": person_id}
        note("risk.participant_removed", actor=actor, record=record, facts=facts)

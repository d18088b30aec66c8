"""What people say about a change process."""

from __future__ import annotations

from django.db import transaction

from vern.core.history.services import note
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.core.talk import services as talk
from vern.core.talk.models import Comment
from vern.core.talk.services import Words
from vern.plan.changes.queries.people import carriers_of


@transaction.atomic
def comment(*, actor: Actor, record: Record, text: str) -> None:
    """Say something; those who go on with it are told. The same words twice are said once."""
    words = Words(text, Comment.Audience.READERS)
    said = talk.say(actor=actor, record=record, words=words)
    if said.new:
        note("change.commented", actor=actor, record=record)
        people = [each for each in carriers_of(record) if each != actor.person_id]
        tell("change.commented", people, record=record, by=actor.person_id)

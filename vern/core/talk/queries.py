"""Reading what is said: nobody gets more than is meant for them."""

from __future__ import annotations

from django.db.models import Prefetch, Q, prefetch_related_objects

from vern.core.org.actors import Actor
from vern.core.records.access import holds, parts_of
from vern.core.records.acting import acting_as
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record
from vern.core.talk.models import Comment, Confidence

Audience = Comment.Audience
OPEN = Q(asks=True, answered_at__isnull=True)
"""Questions that nobody has answered."""


def audiences_of(actor: Actor, record: Record) -> set[str]:
    """What the actor hears: all, who reads the whole case; the dialogue, who reported it."""
    if holds(actor, kinds[record.kind].see, record):
        return {Audience.REPORTER, Audience.READERS}
    parts = parts_of(actor, record)
    heard = Party.Part.REPORTER in parts and Party.Part.SUBJECT not in parts
    return {Audience.REPORTER} if heard else set()


def is_confided_to(actor: Actor, record: Record) -> bool:
    """Whether the actor reads what was said while the record was sealed: who reported it, and those
    who may unseal such a one there, also when it is sealed no more."""
    parts = parts_of(actor, record)
    if Party.Part.SUBJECT in parts:
        return False
    unseal = kinds[record.kind].unseal
    reached = bool(unseal) and actor.scope(unseal).covers(record.unit.path, record.building_id)
    return reached or Party.Part.REPORTER in parts


def said(actor: Actor, record: Record) -> list[Comment]:
    """What the actor may read of what is said about the record, oldest first. Read once for each
    record object: several parts of a page ask for it."""
    everything = Comment.objects.select_related("author")
    prefetch_related_objects([record], Prefetch("comments", everything))
    audiences = audiences_of(actor, record)
    confidant = is_confided_to(actor, record)
    heard = [
        comment
        for comment in record.comments.all()
        if comment.audience in audiences and (confidant or not comment.confided)
    ]
    _confide(actor, [each for each in heard if each.confided and not each.text])
    return heard


def _confide(actor: Actor, comments: list[Comment]) -> None:
    """Put in the words that lie elsewhere, as far as the database gives them to the actor."""
    if not comments:
        return
    with acting_as(actor):
        found = Confidence.objects.filter(pk__in=[each.pk for each in comments])
        words = dict(found.values_list("pk", "text"))
    for comment in comments:
        comment.text = words.get(comment.pk, "")

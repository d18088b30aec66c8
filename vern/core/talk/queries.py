"""Reading what is said: nobody gets more than is meant for them."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from vern.core.org.actors import Actor
from vern.core.records.access import holds, parts_of
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record
from vern.core.talk.models import Comment

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


def heard_by(actor: Actor, record: Record) -> QuerySet[Comment]:
    """What the actor may read of what is said about the record, oldest first."""
    found: QuerySet[Comment] = Comment.objects.filter(
        record=record, audience__in=audiences_of(actor, record)
    )
    if not is_confided_to(actor, record):
        found = found.filter(confided=False)
    return found.select_related("author")


def said(actor: Actor, record: Record) -> list[Comment]:
    """The same, read once for each record object: several parts of a page ask for it."""
    everything = Comment.objects.select_related("author")
    prefetch_related_objects([record], Prefetch("comments", everything))
    audiences = audiences_of(actor, record)
    confidant = is_confided_to(actor, record)
    return [
        comment
        for comment in record.comments.all()
        if comment.audience in audiences and (confidant or not comment.confided)
    ]

"""Saying something about a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records.acting import acting_as
from vern.core.records.models import Record, Sensitivity
from vern.core.records.services import lock
from vern.core.talk.models import Comment, Confidence
from vern.core.talk.queries import OPEN, Audience

SAME_FORM = dt.timedelta(minutes=10)
"""The same words from the same one within this time are a form that was sent twice."""

A_DAY = dt.timedelta(days=1)
AT_MOST = 30
"""What a reporter may say about one record in a day: more is no dialogue."""


@dataclass(frozen=True)
class Words:
    """What is said. `asks`: it wants an answer, by a day where `answer_by` says so."""

    text: str
    audience: Comment.Audience
    by_reporter: bool = False
    asks: bool = False
    answer_by: dt.date | None = None
    answers: Comment | None = None


@dataclass(frozen=True)
class Said:
    """What was said, and whether it was new: the caller notes and tells only then."""

    comment: Comment
    new: bool


@transaction.atomic
def say(*, actor: Actor, record: Record, words: Words) -> Said:
    """Say it. The caller has asked whether the actor may, and writes the history line.

    What answers a question closes it; a reporter's words answer every open question to them. The
    same words sent twice are said once. Raises Refused for empty words, a day that has passed, a
    question about something else, and for a reporter who says too much in a day.
    """
    record = lock(record)
    if record.sensitivity == Sensitivity.SEALED:
        with acting_as(actor):
            return _say(actor, record, words)
    return _say(actor, record, words)


def _say(actor: Actor, record: Record, words: Words) -> Said:
    if (before := _just_said(actor, record, words)) is not None:
        return Said(before, new=False)
    _refuse_senseless(record, words)
    confided = record.sensitivity == Sensitivity.SEALED
    comment = Comment.objects.create(
        record=record,
        author_id=actor.person_id,
        by_reporter=words.by_reporter,
        audience=words.audience,
        confided=confided,
        text="" if confided else words.text,
        at=clock.now(),
        asks=words.asks,
        answer_by=words.answer_by,
        answers=words.answers,
    )
    if confided:
        Confidence.objects.create(comment=comment, text=words.text)
        comment.text = words.text  # for the caller; not in that table
    answered = Comment.objects.filter(OPEN, record=record)
    if words.by_reporter:
        answered.filter(audience=Audience.REPORTER).update(answered_at=comment.at)
    elif words.answers:
        answered.filter(pk=words.answers.pk).update(answered_at=comment.at)
    return Said(comment, new=True)


def _just_said(actor: Actor, record: Record, words: Words) -> Comment | None:
    sealed = record.sensitivity == Sensitivity.SEALED
    found: Comment | None = Comment.objects.filter(
        Q(confidence__text=words.text) if sealed else Q(text=words.text),
        record=record,
        author=actor.person_id,
        by_reporter=words.by_reporter,
        audience=words.audience,
        answers=words.answers,
        at__gt=clock.now() - SAME_FORM,
    ).first()
    return found


def _refuse_senseless(record: Record, words: Words) -> None:
    if not words.text.strip():
        raise Refused(_("Write something."), field="text")
    if words.answer_by and words.answer_by < clock.today():
        raise Refused(_("This day has passed."), field="answer_by")
    if words.answers and words.answers.record_id != record.pk:
        raise Refused(_("This question is about another case."))
    if words.by_reporter and _today(record) >= AT_MOST:
        raise Refused(_("You have written very much today. Go on tomorrow."), field="text")


def _today(record: Record) -> int:
    since = clock.now() - A_DAY
    return Comment.objects.filter(record=record, by_reporter=True, at__gt=since).count()

"""The safety representative's voice: comments, questions with a deadline, objections to closing."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import Incident, Objection
from vern.control.incidents.queries.voices import (
    JUDGED,
    has_objected,
    may_answer_objection,
    open_to_objection,
    represents,
)
from vern.control.incidents.services.answers import reopen
from vern.control.incidents.services.common import locked, policy
from vern.control.incidents.services.contested import handlers_of, leader_above, tell_readers
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.access import holds, may
from vern.core.records.models import Record, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience
from vern.core.talk.services import Words, say


@transaction.atomic
def comment(*, actor: Actor, record: Record, text: str) -> Comment:
    """Say something to those who read it whole; who handles it and who took part before are told.

    Sent twice, it is said once. Raises PermissionDenied for those who do not read it whole.
    """
    if not holds(actor, SEE, record):
        raise PermissionDenied
    said = say(actor=actor, record=record, words=Words(text, Audience.READERS))
    if said.new:
        facts = {"comment": said.comment.pk}
        note("incident.commented", actor=actor, record=record, facts=facts)
        before = Person.objects.filter(
            pk__in=record.comments.filter(audience=Audience.READERS).values("author")
        )
        tell_readers(
            "incident.commented", [*handlers_of(record), *before], actor=actor, record=record
        )
    return said.comment


@transaction.atomic
def request_answer(*, actor: Actor, record: Record, text: str, answer_by: dt.date) -> Comment:
    """The safety representative asks for an answer by a day; who handles it is told.

    Sent twice, it is asked once. Raises Refused for a day that has passed, PermissionDenied for
    those who do not represent anyone here.
    """
    if not represents(actor, record):
        raise PermissionDenied
    words = Words(text, Audience.READERS, asks=True, answer_by=answer_by)
    said = say(actor=actor, record=record, words=words)
    if said.new:
        note(
            "incident.answer_requested",
            actor=actor,
            record=record,
            facts={"comment": said.comment.pk, "answer_by": answer_by.isoformat()},
        )
        tell_readers("incident.answer_requested", handlers_of(record), actor=actor, record=record)
    return said.comment


@transaction.atomic
def reply(*, actor: Actor, record: Record, question: Comment, text: str) -> Comment:
    """Answer a safety representative's question; they are told. Sent twice, it is said once.

    Raises PermissionDenied for those who do not handle the report.
    """
    if not may(actor, HANDLE, record):
        raise PermissionDenied
    said = say(actor=actor, record=record, words=Words(text, Audience.READERS, answers=question))
    if said.new:
        note(
            "incident.request_answered",
            actor=actor,
            record=record,
            facts={"comment": said.comment.pk, "question": question.pk},
        )
        tell_readers("incident.request_answered", [question.author], actor=actor, record=record)
    return said.comment


@transaction.atomic
def object_to_closing(*, actor: Actor, record: Record, text: str) -> Objection:
    """The safety representative does not agree that it is closed, or to be closed.

    An open report cannot be closed until it is answered, and who handles it is told; of a closed
    one, the leader above is told too, and answers. The same one's objection while theirs stands
    changes nothing where the words are the same. Raises Refused where they are others, when they
    have objected to this closing before, and when it was closed too long ago; PermissionDenied for those who represent nobody here.
    """
    if not (represents(actor, record) and actor.person_id is not None):
        raise PermissionDenied
    record, incident = locked(record)
    standing = incident.objections.filter(by=actor.person_id, answered_at=None).first()
    if standing is not None and standing.text == text:
        return standing
    _refuse_objection(record, incident, text, standing, by=actor.person_id)
    objection: Objection = incident.objections.create(
        text=text, by_id=actor.person_id, at=clock.now()
    )
    note("incident.objected", actor=actor, record=record, facts={"objection": objection.pk})
    people: list[Person | None] = [*handlers_of(record)]
    if record.state == State.CLOSED:
        people.append(leader_above(record))
    tell_readers("incident.objected", people, actor=actor, record=record)
    return objection


def _refuse_objection(
    record: Record, incident: Incident, text: str, standing: Objection | None, *, by: int
) -> None:
    if not text.strip():
        raise Refused(_("Write why you do not agree."), field="text")
    if standing is not None:
        raise Refused(_("Your objection stands. Wait for the answer to it."), field="text")
    closure = incident.closures.filter(reopened_at=None).first()
    if closure and closure.outcome not in JUDGED:
        raise Refused(_("This report goes on elsewhere. Object there."))
    if has_objected(by, incident.objections.all(), incident):
        raise Refused(
            _(
                "You have objected to this closing, and got an answer. Ask the leader to reopen it, "
                "or report anew."
            )
        )
    days = policy().days_to_object
    if not open_to_objection(record, days):
        raise Refused(
            _(
                "It was closed more than %(days)d days ago. Ask the leader to reopen it, or report anew."
            )
            % {"days": days}
        )


@transaction.atomic
def answer_objection(
    *, actor: Actor, record: Record, objection: Objection, text: str, agrees: bool = False
) -> None:
    """Answer in writing; the safety representative is told. Who agrees opens a closed report again.

    While it is open, who handles it answers; when it is closed, the leader above. The answer that
    the reporter got stays. The same answer twice changes nothing. Raises Refused where someone has
    answered otherwise meanwhile, PermissionDenied for those who may not answer.
    """
    if not may_answer_objection(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    objection = incident.objections.select_related("by").get(pk=objection.pk)
    if objection.answered_at and objection.answer == text:
        return
    if objection.answered_at:
        raise Refused(_("Someone has already answered. See how it stands now."))
    if not text.strip():
        raise Refused(_("Write an answer."), field="text")
    objection.answer, objection.answered_by_id = text, actor.person_id
    objection.answered_at = clock.now()
    objection.save(update_fields=["answer", "answered_by", "answered_at"])
    reopens = agrees and record.state == State.CLOSED
    note(
        "incident.objection_answered",
        actor=actor,
        record=record,
        facts={"objection": objection.pk, "agrees": agrees},
    )
    tell_readers("incident.objection_answered", [objection.by], actor=actor, record=record)
    if reopens:
        reopen(actor=actor, record=record, reason=text)

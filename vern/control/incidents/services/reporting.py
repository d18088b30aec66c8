"""Telling what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.models import (
    KIND,
    Incident,
)
from vern.control.incidents.services.common import SAME_FORM, policy
from vern.control.incidents.services.draft import Draft
from vern.control.incidents.services.placing import Placed, placed
from vern.control.incidents.services.routing import receive
from vern.core.files.models import Attachment
from vern.core.files.services import attach
from vern.core.files.uploads import NewAttachment
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record

TITLE_LENGTH = 80


def report(
    *,
    actor: Actor,
    draft: Draft,
    key: UUID | None = None,
    attachments: Sequence[NewAttachment] = (),
) -> Record:
    """Someone tells what happened. The same key from the same person gives the same record.

    Without an account, the key decides the code that opens the report (`codes.code_for`): the same
    form sent again gives the same code. The one who is to handle it is told.
    """
    found = placed(actor, draft)
    sent = _sent_before(actor, key)
    if key and sent is None:
        sent = _just_told(actor, found, with_files=bool(attachments))
    if sent is not None:
        return sent
    try:
        return _report(actor, found, key, attachments)
    except IntegrityError:
        # The same form came twice at once: the other one won, and this one was undone.
        sent = _sent_before(actor, key)
        if sent is None:
            raise
        return sent


def _sent_before(actor: Actor, key: UUID | None) -> Record | None:
    return records.sent_before(person_id=actor.person_id, key=key) if key else None


def _just_told(actor: Actor, placed: Placed, *, with_files: bool) -> Record | None:
    """The report that says the very same: the way back may lead to a fresh form with a new key,
    where the browser has put all the answers in again."""
    draft = placed.draft
    found: Record | None = (
        Record.objects.reported_by(actor)
        .filter(
            kind=KIND,
            unit=placed.unit,
            building=draft.building,
            incident__type=draft.type,
            incident__description=draft.description,
            incident__happened_at=draft.happened_at,
            incident__room=draft.room,
            incident__done_at_once=draft.done_at_once,
            incident__proposal=draft.proposal,
            opened_at__gt=clock.now() - SAME_FORM,
        )
        .filter(Exists(Attachment.objects.filter(record=OuterRef("pk"))) if with_files else Q())
        .first()
    )
    return found


@transaction.atomic
def _report(
    actor: Actor, placed: Placed, key: UUID | None, attachments: Sequence[NewAttachment]
) -> Record:
    draft, unit = placed.draft, placed.unit
    new = records.NewRecord(
        kind=KIND,
        title=headline(draft.description),
        unit=unit,
        building=draft.building,
        due_on=clock.today() + dt.timedelta(days=policy().days_to_close),
    )
    nameless = actor.person_id is None and key is not None
    record = records.open_record(
        new=new,
        reporter_id=actor.person_id,
        code_digest=digest(code_for(key)) if nameless and key else "",
    )
    if key:
        records.remember_submission(person_id=actor.person_id, key=key, record=record)
    incident = Incident.objects.create(record=record, **_told(draft))
    if draft.categories:
        incident.categories.add(*draft.categories)
    for each in attachments:
        attach(actor=actor, record=record, new=each)
    note(
        "incident.reported",
        actor=actor,
        record=record,
        facts={"type": str(draft.type), "unit": unit.code, "files": len(attachments)},
    )
    receive(record, incident, draft.wishes, draft.categories, to_place=placed.unknown)
    return record


def _told(draft: Draft) -> dict[str, object]:
    return {
        "type": draft.type,
        "description": draft.description,
        "happened_at": draft.happened_at,
        "known_room": draft.known_room,
        "room": draft.room,
        "done_at_once": draft.done_at_once,
        "proposal": draft.proposal,
        "affected": [str(each) for each in draft.affected],
        "affected_unit": draft.affected_unit,
        "injury": draft.injury or "",
        "treatment": draft.treatment or "",
        "stopped_work": draft.stopped_work,
        "solved_at_once": draft.solved_at_once,
        "on_behalf": draft.on_behalf,
        "name_for_handlers_only": draft.name_for_handlers_only,
        "source": draft.source,
        "seconds_to_send": draft.seconds_to_send,
    }


def headline(description: str) -> str:
    """The first line of what was written, shortened at a word."""
    first = description.strip().splitlines()[0].strip() if description.strip() else ""
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"

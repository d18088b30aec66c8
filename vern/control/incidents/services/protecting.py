"""Who may read a report: named people only, the whistleblowing reception only; names struck out."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.queries.routing import hands_of
from vern.control.incidents.rules import OPEN_STATES, IncidentState
from vern.control.incidents.services.common import locked, save_answer, step
from vern.control.incidents.services.merging import release_all
from vern.control.incidents.services.routing import barred, name_hands
from vern.core.history.services import note, strike_former
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.talk.services import strike as strike_said

STRUCK = "[…]"
"""What stands where a name stood."""

FREE_TEXTS = ("description", "room", "done_at_once", "proposal", "cause_text", "summary")
AROUND = {
    "closures": ("message", "no_measures_reason", "verdict", "reopened_reason"),
    "objections": ("text", "answer"),
    "work_stops": ("what", "decision"),
}
SHORTEST = 2


@transaction.atomic
def restrict(*, actor: Actor, record: Record) -> None:
    """From now on only named people read it: the one who handles it, and whom they name."""
    record, _incident = locked(record)
    if record.sensitivity != Sensitivity.HANDLERS:
        return
    records.protect(record, Sensitivity.PARTIES)
    name_hands(record, hands_of(record, barred(record)))
    if actor.person_id and actor.person_id not in barred(record):
        records.add_party(record, actor.person_id, Party.Part.HANDLER)
    note("incident.restricted", actor=actor, record=record)


@transaction.atomic
def open_up(*, actor: Actor, record: Record) -> None:
    """Those whose roles reach it read it again."""
    record, _incident = locked(record)
    if record.sensitivity != Sensitivity.PARTIES:
        return
    records.protect(record, Sensitivity.HANDLERS)
    note("incident.opened_up", actor=actor, record=record)


@transaction.atomic
def let_read(*, actor: Actor, record: Record, person: Person) -> None:
    """Name someone who may read it. Raises Refused for one whom it concerns."""
    record, _incident = locked(record)
    if Party.objects.filter(record=record, person=person, part=Party.Part.SUBJECT).exists():
        raise Refused(_("The report is about this person."), field="person")
    if records.add_party(record, person.pk, Party.Part.NAMED):
        note("incident.reader_named", actor=actor, record=record, facts={"person": person.pk})
        tell("incident.copy", [person], record=record)


@transaction.atomic
def stop_reading(*, actor: Actor, record: Record, person: Person) -> None:
    """Someone who was named no longer reads it."""
    record, _incident = locked(record)
    records.remove_parties(record, Party.Part.NAMED, person_id=person.pk)
    note("incident.reader_removed", actor=actor, record=record, facts={"person": person.pk})


@transaction.atomic
def hand_over(*, actor: Actor, record: Record) -> None:
    """It is a whistleblowing matter (AML ch. 2 A): at once closed to line, representatives, search
    and figures. Only who reported it and the whistleblowing reception keep it; both are told.

    Doing it twice changes nothing.
    """
    record, incident = locked(record)
    if incident.state == IncidentState.HANDED_OVER:
        return
    was_open = incident.state in OPEN_STATES
    release_all(actor=actor, into=record)
    step(incident, "hand_over")
    save_answer(incident)
    _settle_handed_over(actor, record, incident, was_open=was_open)
    records.protect(record, Sensitivity.SEALED)
    records.remove_parties(record, Party.Part.HANDLER, Party.Part.NAMED)
    note("incident.handed_over", actor=actor, record=record)
    tell("incident.handed_over", who_may(kinds[record.kind].see, record), record=record)


def _settle_handed_over(
    actor: Actor, record: Record, incident: Incident, *, was_open: bool
) -> None:
    if not was_open:
        incident.closures.filter(reopened_at=None).update(outcome=Closure.Outcome.HANDED_OVER)
        return
    records.close(record)
    Closure.objects.create(
        incident=incident,
        outcome=Closure.Outcome.HANDED_OVER,
        at=clock.now(),
        by_id=actor.person_id,
        message="",
    )


@transaction.atomic
def strike(*, actor: Actor, record: Record, words: str) -> int:
    """Strike a name out of everything that is written in the report, former texts too.

    The history keeps that it happened, not the text. Returns how many places were struck; raises
    Refused where the words are too short or stand nowhere.
    """
    wanted = " ".join(words.split())
    if len(wanted) < SHORTEST:
        raise Refused(_("Write the whole name."), field="words")
    spaced = r"\s+".join(map(re.escape, wanted.split()))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    record, incident = locked(record)
    struck = 0
    for row, fields in ((record, ("title",)), (incident, FREE_TEXTS)):
        for field in fields:
            text, times = pattern.subn(STRUCK, getattr(row, field))
            setattr(row, field, text)
            struck += times
        row.save(update_fields=list(fields))
    struck += strike_said(record, pattern=pattern, mark=STRUCK)
    struck += _strike_around(incident, pattern)
    struck += strike_former(record, pattern=pattern, mark=STRUCK)
    if not struck:
        raise Refused(_("These words do not stand in the report."), field="words")
    note("incident.struck", actor=actor, record=record, facts={"places": struck})
    return struck


def _strike_around(incident: Incident, pattern: re.Pattern[str]) -> int:
    struck = 0
    for rows, fields in AROUND.items():
        for row in getattr(incident, rows).all():
            for field in fields:
                text, times = pattern.subn(STRUCK, getattr(row, field))
                setattr(row, field, text)
                struck += times
            row.save(update_fields=list(fields))
    return struck

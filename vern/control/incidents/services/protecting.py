"""Who may read a report: named people only, the whistleblowing reception only; names struck out."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import RECEIVE_WHISTLEBLOWING
from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.names import pattern_of
from vern.control.incidents.queries.protecting import FOR_RECEPTION
from vern.control.incidents.queries.routing import barred, hands_of
from vern.control.incidents.queries.striking import longest, tables
from vern.control.incidents.rules import OPEN_STATES, IncidentState
from vern.control.incidents.services.common import locked, step, tell_reporter
from vern.control.incidents.services.contested import refuse_while_stopped
from vern.control.incidents.services.merging import release_all
from vern.control.incidents.services.routing import name_hands
from vern.core.history.models import HistoryLine
from vern.core.history.services import STRUCK, note, strike_former
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.models import Person
from vern.core.org.queries import holders_of, representatives_of
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.acting import acting_as
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity

Part = Party.Part


@transaction.atomic
def restrict(*, actor: Actor, record: Record) -> bool:
    """From now on only named people read it: the one who handles it, and whom they name. Whether
    it was not so before.

    Who got a copy for a post they hold reads it no more. Who reported it may do this too.
    """
    record, _incident = locked(record)
    if record.sensitivity != Sensitivity.HANDLERS:
        return False
    out = barred(record)
    chosen = HistoryLine.objects.filter(record=record, verb="incident.reader_named")
    copies = Party.objects.filter(record=record, part=Part.NAMED)
    copies.exclude(person__in=list(chosen.values_list("facts__person", flat=True))).delete()
    records.protect(record, Sensitivity.PARTIES)
    name_hands(record, hands_of(record, out))
    if actor.person_id and actor.person_id not in out:
        records.add_party(record, actor.person_id, Part.HANDLER)
    note("incident.restricted", actor=actor, record=record)
    return True


@transaction.atomic
def open_up(*, actor: Actor, record: Record) -> bool:
    """Those whose roles reach it read it again; who reported it and the safety representatives are
    told. Whether it was not so before."""
    record, _incident = locked(record)
    if record.sensitivity != Sensitivity.PARTIES:
        return False
    records.protect(record, Sensitivity.HANDLERS)
    note("incident.opened_up", actor=actor, record=record)
    tell_reporter("incident.opened_up", actor, record)
    out = barred(record)
    representatives = representatives_of(record.unit, building_id=record.building_id)
    tell("incident.copy", [each for each in representatives if each.pk not in out], record=record)
    return True


@transaction.atomic
def let_read(*, actor: Actor, record: Record, person: Person) -> None:
    """Name someone who may read all of it; they are told. Naming them twice does nothing more.

    Raises Refused for one who reported it or whom it concerns, and where it is sealed.
    """
    record, _incident = locked(record)
    _refuse_sealed(record)
    if person.pk in barred(record):
        raise Refused(_("The report is from this person, or about them."), field="person")
    if records.add_party(record, person.pk, Part.NAMED):
        note("incident.reader_named", actor=actor, record=record, facts={"person": person.pk})
        tell("incident.copy", [person], record=record)


@transaction.atomic
def stop_reading(*, actor: Actor, record: Record, person: Person) -> None:
    """Someone who was named no longer reads it. Doing it twice does nothing more."""
    record, _incident = locked(record)
    named = Party.objects.filter(record=record, part=Part.NAMED, person=person)
    if named.exists():
        named.delete()
        note("incident.reader_removed", actor=actor, record=record, facts={"person": person.pk})


@transaction.atomic
def hand_over(*, actor: Actor, record: Record, reason: str) -> None:
    """It is a whistleblowing matter (AML ch. 2 A): at once closed to line, representatives, search
    and figures. Only who reported it and the whistleblowing reception keep it; both are told. The
    reason is for the reception alone. It is no answer: the time of the first one stands open.

    What was merged into it becomes reports of their own again; its lessons are withdrawn. Doing it
    twice changes nothing. Raises Refused while dangerous work is stopped, which only the line can
    decide on, and where nobody receives whistleblowing.
    """
    record, incident = locked(record)
    if incident.state == IncidentState.HANDED_OVER:
        return
    refuse_while_stopped(incident)
    if not _reception(record):
        raise Refused(
            _("Nobody receives whistleblowing here yet. Ask the HSE department to appoint someone.")
        )
    was_open = incident.state in OPEN_STATES
    release_all(actor=actor, into=record)
    step(incident, "hand_over")
    incident.save(update_fields=["state"])
    _settle_handed_over(actor, record, incident, was_open=was_open)
    records.assign(record, None)
    records.protect(record, Sensitivity.SEALED)
    records.remove_parties(record, Part.HANDLER, Part.NAMED)
    incident.lessons.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    note("incident.handed_over", actor=actor, record=record, texts={FOR_RECEPTION: reason})
    tell("incident.handed_over", who_may(kinds[record.kind].see, record), record=record)


def _reception(record: Record) -> list[Person]:
    """Who would receive it: not the one who reported it, nor anyone it concerns."""
    found = holders_of(RECEIVE_WHISTLEBLOWING, record.unit, building_id=record.building_id)
    out = barred(record)
    return [person for person in found if person.pk not in out]


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
    """Strike a name out of everything that is written about the report, former texts too.

    The history keeps that it happened, not the text. Returns how many places were struck; raises
    Refused where the words are too short or stand nowhere, and where it is sealed.
    """
    pattern = pattern_of(words)
    if pattern is None:
        raise Refused(_("Write the whole name."), field="words")
    record, _incident = locked(record)
    _refuse_sealed(record)
    with acting_as(SYSTEM):  # also where the one who strikes may not read
        struck = _strike_texts(record, pattern) + strike_former(record, pattern=pattern)
    if not struck:
        raise Refused(_("These words do not stand in the report."), field="words")
    note("incident.struck", actor=actor, record=record, facts={"places": struck})
    return struck


def _strike_texts(record: Record, pattern: re.Pattern[str]) -> int:
    struck = 0
    for rows, fields in tables(record):
        for row in rows:
            changed = []
            for field in fields:
                text, times = pattern.subn(STRUCK, getattr(row, field))
                if times:
                    setattr(row, field, text[: longest(row, field)])
                    changed.append(field)
                    struck += times
            if changed:
                row.save(update_fields=changed)
    return struck


@transaction.atomic
def sum_up(*, actor: Actor, record: Record, summary: str) -> None:
    """Say in words that anyone may read what happened and what came of it. Raises Refused where it
    is sealed."""
    record, incident = locked(record)
    _refuse_sealed(record)
    former = incident.summary
    if former == summary:
        return
    incident.summary = summary
    incident.save(update_fields=["summary"])
    note(
        "incident.summed_up",
        actor=actor,
        record=record,
        texts={"summary": former} if former else None,
    )


def _refuse_sealed(record: Record) -> None:
    """Someone handed it over while another's form was open."""
    if record.sensitivity == Sensitivity.SEALED:
        raise Refused(_("The report has been handed over to the whistleblowing reception."))

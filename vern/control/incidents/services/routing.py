"""The right hands: whose report it is, and who must not handle it (E1, A6, A16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import Category, Incident, Stage
from vern.control.incidents.queries.routing import (
    Hands,
    barred,
    clear_line,
    eligible,
    hands,
    hands_of,
    level_above,
    level_below,
    next_above,
    offices,
)
from vern.control.incidents.services.common import (
    SAME_FORM,
    locked,
    refuse_settled,
    tell_reporter,
)
from vern.control.incidents.services.contested import keep_stopper
from vern.control.incidents.services.draft import Wishes
from vern.control.incidents.services.placing import keep_from_leaders
from vern.control.incidents.services.responsible import NOBODY, Facts, tell_responsible
from vern.core.history.models import HistoryLine
from vern.core.history.services import note, refuse_unseen
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import services as measures
from vern.core.notices.services import tell
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.models import Person, Unit
from vern.core.org.queries import (
    chief_representatives_of,
    line_of,
    representatives_of,
    responsible_for,
)
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.models import Party, Record, Sensitivity

Part = Party.Part
ASSIGNED = "incident.assigned"
DEADLINE_SET = "incident.deadline_set"


def receive(
    record: Record,
    incident: Incident,
    wishes: Wishes,
    categories: Sequence[Category],
    *,
    to_place: bool = False,
) -> None:
    """Give a new report its handler; tell them, the representatives and the affected unit.

    `to_place`: nobody knows whose it is. The HSE department finds out, not the leader at the top.
    """
    if wishes.about_leader:
        keep_from_leaders(record, wishes.about)
    if wishes.restricted or any(category.restricts for category in categories):
        records.protect(record, Sensitivity.PARTIES)
    placers = offices(line_of(record.unit)).hse if to_place else NOBODY
    place(record, incident, Stage.Reason.REPORTED, placers=placers)
    _copy_to_affected(record, incident)
    tell_reporter("incident.received", SYSTEM, record)


def place(
    record: Record,
    incident: Incident,
    reason: Stage.Reason,
    *,
    placers: frozenset[int] = NOBODY,
) -> None:
    """Let the nearest leader who may handle it do so, from the handling unit upwards; where there
    is none, the HSE department.

    A stage begins; the handler and, where it is open to them, the safety representatives are told.
    Where a leader was passed over, the local chief safety representative is told in any case.
    `placers` are asked to find out whose it is; where there are any, nobody else is asked.
    """
    found = lift(record, barred(record))
    begin(incident, record.handling_unit, reason)
    if placers:
        records.assign(record, min(placers))
        name_hands(record, replace(found, handlers=placers))
        tell("incident.to_place", sorted(placers), record=record)
    else:
        name_hands(record, found)
        tell_responsible(record)
    watchers = chief_representatives_of(record.unit) if found.passed else []
    if record.sensitivity < Sensitivity.PARTIES:
        watchers += representatives_of(record.unit, building_id=record.building_id)
    out = barred(record)
    tell("incident.copy", [each for each in watchers if each.pk not in out], record=record)


def lift(record: Record, out: set[int]) -> Hands:
    """Where the leader whose turn it would be must not have it, it is handled above; in the end at
    the top, by the HSE department. Answers whose it is then.

    One that is about a leader is handled above that leader, not by someone who answers to them.
    """
    clear = clear_line(record, record.handling_unit)
    if clear[-1] != record.handling_unit_id:
        records.hand_to(record, Unit.objects.get(pk=clear[-1]))
    line = line_of(record.handling_unit)
    posts = offices({*line, *line_of(record.unit)})
    found, unit_id = hands(record, out, posts), posts.settle(line, out)
    if unit_id != record.handling_unit_id:
        records.hand_to(record, Unit.objects.get(pk=unit_id))
    return found


def name_hands(record: Record, found: Hands) -> None:
    """Where only named people read it, those whose it is are named."""
    if record.sensitivity != Sensitivity.PARTIES:
        return
    for person_id in found.handlers:
        records.add_party(record, person_id, Part.HANDLER)
    for person_id in found.readers:
        records.add_party(record, person_id, Part.NAMED)


def begin(incident: Incident, unit: Unit, reason: Stage.Reason) -> None:
    """The unit's time with it begins, and the former one's ends."""
    now = clock.now()
    if reason != Stage.Reason.REPORTED:
        incident.stages.filter(ended_at=None).update(ended_at=now)
    Stage.objects.create(incident=incident, unit=unit, reason=reason, began_at=now)


def _copy_to_affected(record: Record, incident: Incident) -> None:
    if incident.affected_unit and record.sensitivity < Sensitivity.PARTIES:
        copy_to(record, incident.affected_unit)


def copy_to(record: Record, unit: Unit) -> None:
    """The unit of those affected reads it too: its leader and safety representatives."""
    responsible = responsible_for(unit)
    people = {person.pk: person for person in representatives_of(unit)}
    if responsible:
        people[responsible.person.pk] = responsible.person
    out = barred(record)
    copied = [person for key, person in people.items() if key not in out]
    for person in copied:
        records.add_party(record, person.pk, Part.NAMED)
    tell("incident.copy", copied, record=record)


def resume(record: Record, incident: Incident) -> None:
    """It is open again: those are told whose it is now, who may be others than before."""
    before = record.handling_unit_id
    found = lift(record, barred(record))
    if record.handling_unit_id != before:
        begin(incident, record.handling_unit, Stage.Reason.RAISED)
    name_hands(record, found)
    tell_responsible(record)


@transaction.atomic
def move(*, actor: Actor, record: Record, unit: Unit) -> None:
    """It belongs to another unit, whose leader is told. Measures go with it; those who read it
    because of the former place, or were named there, no longer do.

    Raises Refused for a closed report, the same unit, or a unit that has ended.
    """
    record, incident = locked(record)
    refuse_settled(incident)
    if unit == record.unit and unit == record.handling_unit:
        raise Refused(_("The report is already at this unit."), field="unit")
    if not unit.active:
        raise Refused(_("This unit no longer exists."), field="unit")
    former = record.unit
    records.move(record, unit)
    records.assign(record, None)
    records.remove_parties(record, Part.HANDLER, Part.NAMED)
    measures.move_with(record, former=former)
    note(
        "incident.moved",
        actor=actor,
        record=record,
        facts={"before": former.code, "unit": unit.code},
    )
    place(record, incident, Stage.Reason.MOVED)
    _copy_to_affected(record, incident)
    keep_stopper(record, incident)
    tell_reporter("incident.moved", actor, record)


@transaction.atomic
def bring_up(*, actor: Actor, record: Record, reason: str) -> None:
    """The next leader above who may, handles it from now on; leaders and representatives of both
    levels are told. The same reason twice brings it up once.

    Raises Refused for a closed report, and where nobody stands above.
    """
    record, incident = locked(record)
    if _just_done(record, "incident.raised", reason):
        return
    refuse_settled(incident)
    above = level_above(record)
    if above is None:
        raise Refused(_("Nobody stands above who may handle it."))
    _hand_over(actor, record, incident, above.leads, Stage.Reason.RAISED, reason)
    tell_reporter("incident.raised", actor, record)


@transaction.atomic
def send_back(*, actor: Actor, record: Record, reason: str) -> None:
    """The level that it came from handles it again. The same reason twice does nothing more.

    Raises Refused for a closed report, and where nobody below may handle it.
    """
    record, incident = locked(record)
    if _just_done(record, "incident.returned", reason):
        return
    refuse_settled(incident)
    below = level_below(record)
    if below is None:
        raise Refused(_("Nobody below may handle it."))
    _hand_over(actor, record, incident, below.leads, Stage.Reason.RETURNED, reason)
    tell_reporter("incident.returned", actor, record)


def _hand_over(
    actor: Actor,
    record: Record,
    incident: Incident,
    unit: Unit,
    reason: Stage.Reason,
    words: str,
) -> None:
    former = record.handling_unit
    records.assign(record, None)
    records.remove_parties(record, Part.HANDLER)
    records.hand_to(record, unit)
    begin(incident, unit, reason)
    found = hands_of(record, barred(record))
    name_hands(record, found)
    note(
        f"incident.{reason}",
        actor=actor,
        record=record,
        facts={"before": former.code, "unit": unit.code},
        texts={"reason": words},
    )
    event: Facts = {"event": str(reason), "from": former.code, "by": actor.person_id}
    tell_responsible(record, event)
    _tell_both_levels(actor, record, (former, unit), found, {**event, "to": unit.code})


def _tell_both_levels(
    actor: Actor, record: Record, units: Iterable[Unit], found: Hands, event: Facts
) -> None:
    concerned: dict[int, Person] = {}
    for unit in units:
        people = [*representatives_of(unit), *chief_representatives_of(unit)]
        if leader := responsible_for(unit):
            people.append(leader.person)
        concerned |= {person.pk: person for person in people}
    for person in representatives_of(record.unit, building_id=record.building_id):
        concerned[person.pk] = person
    told = {person.pk for person in who_may(SEE, record)} - barred(record) - found.handlers
    tell(
        "incident.level",
        [each for key, each in concerned.items() if key in told and key != actor.person_id],
        record=record,
        facts=event,
        by=actor.person_id,
    )


MOVES = ("incident.raised", "incident.returned", "incident.moved")


def _just_done(record: Record, verb: str, words: str, *, among: Sequence[str] = MOVES) -> bool:
    """Whether this very form came a moment ago, and nothing else `among` such verbs since."""
    since = clock.microseconds(clock.now() - SAME_FORM)
    last = HistoryLine.objects.filter(record=record, verb__in=among).order_by("-at", "-pk")
    line = last.first()
    return (
        line is not None
        and line.verb == verb
        and line.at > since
        and line.texts.filter(field="reason", text=words).exists()
    )


@transaction.atomic
def assign(*, actor: Actor, record: Record, person: Person | None, seen: int | None = None) -> None:
    """Ask someone to handle it, or take it back to whoever answers for it (None).

    Raises Refused for a closed report, and for someone who may not have it; ChangedMeanwhile where
    another was asked since `seen`.
    """
    record, incident = locked(record)
    refuse_settled(incident)
    refuse_unseen(record, ASSIGNED, seen=seen)
    if record.owner_id == (person.pk if person else None):
        return
    if person and person not in eligible(record):
        raise Refused(_("This person cannot handle the report."), field="person")
    records.assign(record, person.pk if person else None)
    name_hands(record, hands_of(record, barred(record)))
    note(
        ASSIGNED,
        actor=actor,
        record=record,
        facts={"person": person.pk if person else None},
    )
    if person and person.pk != actor.person_id:
        tell("incident.to_handle", [person], record=record, facts={"part": "asked"})


@transaction.atomic
def set_deadline(
    *, actor: Actor, record: Record, due_on: dt.date, reason: str, seen: int | None = None
) -> None:
    """Another day by which it is to be closed. Raises Refused for a closed report, a past day and
    the day that it has; ChangedMeanwhile where someone has changed it since `seen`."""
    record, incident = locked(record)
    refuse_settled(incident)
    refuse_unseen(record, DEADLINE_SET, seen=seen)
    if due_on == record.due_on:
        if _just_done(record, DEADLINE_SET, reason, among=(DEADLINE_SET,)):
            return
        raise Refused(_("It has this deadline already. Choose another day."), field="due_on")
    if due_on < clock.today():
        raise Refused(_("Choose today or a later day."), field="due_on")
    former = record.due_on
    records.set_deadline(record, due_on)
    note(
        DEADLINE_SET,
        actor=actor,
        record=record,
        facts={
            "before": former.isoformat() if former else None,
            "due_on": due_on.isoformat(),
        },
        texts={"reason": reason},
    )


__all__ = [
    "Wishes",
    "assign",
    "barred",
    "begin",
    "bring_up",
    "copy_to",
    "lift",
    "move",
    "name_hands",
    "next_above",
    "place",
    "receive",
    "resume",
    "send_back",
    "set_deadline",
    "tell_responsible",
]

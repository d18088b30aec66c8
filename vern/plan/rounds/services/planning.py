"""The meeting before: planning a round, changing the plan, asking everyone, calling it off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import Fact, note, refuse_unseen
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.links import choose
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person, Unit
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.plan.rounds.models import KIND, Area, Participant, Round, Theme
from vern.plan.rounds.queries.people import Proposed, everyone_at, proposed
from vern.plan.rounds.rules import OPEN_STATES, RoundState, same_place
from vern.plan.rounds.services.common import locked, move

LONGEST_TITLE: Final = 200
"""Characters of a record's title."""
MOST_AREAS = 200


@dataclass(frozen=True)
class Plan:
    """What a round is to be. `areas`: names of rooms and areas, in the order of the walk."""

    day: dt.date
    themes: Sequence[Theme] = ()
    areas: Sequence[str] = ()
    meet: str = ""
    pre_meeting_on: dt.date | None = None
    post_meeting_on: dt.date | None = None
    notes: str = ""
    students: bool = False


def plan_round(*, actor: Actor, unit: Unit, day: dt.date, key: UUID | None = None) -> Record:
    """Plan a round at a unit, with what last year's looked at, or the usual themes. Those who should
    take part are asked to. The same key from the same person gives the same round."""
    if key and (sent := records.sent_before(person_id=actor.person_id, key=key)) is not None:
        return sent
    try:
        return _plan(actor, unit, day, key)
    except IntegrityError:
        sent = records.sent_before(person_id=actor.person_id, key=key) if key else None
        if sent is None:
            raise
        return sent


@transaction.atomic
def _plan(actor: Actor, unit: Unit, day: dt.date, key: UUID | None) -> Record:
    last = latest(unit)
    students = bool(last and last.students)
    record = records.open_record(new=records.NewRecord(KIND, _title(unit, day), unit, due_on=day))
    if key:
        records.remember_submission(person_id=actor.person_id, key=key, record=record)
    round_ = Round.objects.create(record=record, day=day, students=students)
    themes = last.themes.filter(offered=True) if last else Theme.objects.none()
    choose(round_.themes, themes or Theme.objects.filter(usual=True, offered=True))
    if last:
        _set_areas(round_, [each.name for each in last.areas.all()])
    note("round.planned", actor=actor, record=record, facts={"day": day.isoformat()})
    _invite(actor, round_, proposed(unit, students=students))
    return record


def latest(unit: Unit) -> Round | None:
    """The unit's newest round that was held."""
    held = Round.objects.filter(record__unit=unit, mapped_at__isnull=False)
    found: Round | None = held.order_by("-day", "-pk").first()
    return found


def _title(unit: Unit, day: dt.date) -> str:
    """In the institution's language: a page says it in the reader's. A unit's name may be as long as
    a title."""
    with translation.override(settings.LANGUAGE_CODE):
        title = gettext("HSE round %(year)d, %(unit)s") % {"year": day.year, "unit": unit.name}
    return Truncator(title).chars(LONGEST_TITLE)


@transaction.atomic
def change_plan(*, actor: Actor, record: Record, plan: Plan, seen: int | None = None) -> Round:
    """Raises Refused once the round is over, ChangedMeanwhile where someone has changed it since
    `seen`. What is looked at can still be added to while one walks."""
    round_ = locked(record)
    if RoundState(round_.state) not in OPEN_STATES:
        raise Refused(_("The round is over. Its plan can no longer be changed."))
    refuse_unseen(record, "round.changed", seen=seen)
    former = (round_.day, round_.notes, round_.students)
    round_.day, round_.meet, round_.notes = plan.day, plan.meet, plan.notes
    round_.pre_meeting_on, round_.post_meeting_on = plan.pre_meeting_on, plan.post_meeting_on
    round_.students = plan.students
    round_.save()
    choose(round_.themes, plan.themes)
    left_out = _set_areas(round_, plan.areas)
    record.due_on = plan.day
    record.title = _title(round_.record.unit, plan.day)
    record.save(update_fields=["due_on", "title"])
    texts = {"notes": former[1]} if former[1] != plan.notes else {}
    note(
        "round.changed",
        actor=actor,
        record=record,
        facts={"day": plan.day.isoformat(), "themes": len(plan.themes), "areas": len(plan.areas)},
        texts={**texts, "areas": "\n".join(left_out)} if left_out else texts,
    )
    if plan.students and not former[2]:
        _invite(actor, round_, proposed(round_.record.unit, students=True))
    if former[0] != plan.day:
        _tell_participants(actor, round_, round_.participants.values_list("person", flat=True))
    return round_


def _set_areas(round_: Round, names: Iterable[str]) -> list[str]:
    """These areas, in this order. One where something was noted stays, after the others. Returns the
    names of those that are gone."""
    known = {same_place(each.name): each for each in round_.areas.all()}
    wanted = list({same_place(name): name.strip() for name in names if name.strip()}.items())
    if len(wanted) > MOST_AREAS:
        raise Refused(
            gettext("This is too many. A round can have %(limit)d rooms.") % {"limit": MOST_AREAS},
            field="areas",
        )
    new, changed, gone = [], [], []
    for order, (key, name) in enumerate(wanted):
        area = known.pop(key, None)
        if area is None:
            new.append(Area(round=round_, name=name, order=order))
        elif (area.name, area.order) != (name, order):
            area.name, area.order = name, order
            changed.append(area)
    used = {*round_.marks.values_list("area", flat=True)} if known else set()
    for left in known.values():
        if left.pk in used or left.findings.exists():
            left.order = len(wanted) + 1
            changed.append(left)
        else:
            gone.append(left.name)
            left.delete()
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(changed, ["name", "order"])
    return gone


@transaction.atomic
def add_participant(*, actor: Actor, record: Record, person: Person, part: Participant.As) -> None:
    """Ask someone to take part; they read the round from now on. A second time changes nothing but
    as what."""
    round_ = locked(record)
    _invite(actor, round_, [Proposed(person, part)])


@transaction.atomic
def remove_participant(*, actor: Actor, record: Record, person: Person) -> None:
    """Someone no longer takes part. Removing them twice changes nothing."""
    round_ = locked(record)
    gone, _how = round_.participants.filter(person=person).delete()
    if not gone:
        return
    records.remove_parties(record, Party.Part.NAMED, person_id=person.pk)
    note("round.left_out", actor=actor, record=record, facts={"person": person.pk})


def _invite(actor: Actor, round_: Round, people: Iterable[Proposed]) -> None:
    """Whoever takes part already is only given another part, if it is another one."""
    there = {each.person_id: each for each in round_.participants.all()}
    new = []
    for each in people:
        known = there.get(each.person.pk)
        if known is None:
            new.append(each)
        elif known.part != each.part:
            known.part = each.part
            known.save(update_fields=["part"])
    Participant.objects.bulk_create(
        Participant(round=round_, person=each.person, part=each.part) for each in new
    )
    records.add_parties(round_.record, [each.person.pk for each in new], Party.Part.NAMED)
    for each in new:
        facts: dict[str, Fact] = {"person": each.person.pk, "as": str(each.part)}
        note("round.asked", actor=actor, record=round_.record, facts=facts)
    _tell_participants(actor, round_, [each.person.pk for each in new])


def _tell_participants(actor: Actor, round_: Round, people: Iterable[int]) -> None:
    others = [each for each in people if each != actor.person_id]
    facts = {"day": round_.day.isoformat()}
    tell("round.invited", others, record=round_.record, facts=facts, by=actor.person_id)


@transaction.atomic
def ask_everyone(*, actor: Actor, record: Record, until: dt.date) -> int:
    """Send the wish form to everyone at the unit; again only with another last day. How many were
    told. Raises Refused once the walk is over, and for a day that has passed."""
    round_ = locked(record)
    if RoundState(round_.state) not in (RoundState.PLANNED, RoundState.MAPPING):
        raise Refused(_("The walk is over. Nobody can be asked now."))
    if until < clock.today():
        raise Refused(_("This day has passed. Choose today or later."), field="until")
    if round_.wishes_until == until:
        return 0
    round_.wishes_asked_at, round_.wishes_until = clock.now(), until
    round_.save(update_fields=["wishes_asked_at", "wishes_until"])
    people = everyone_at(round_.record.unit, students=round_.students)
    others = [each for each in people if each != actor.person_id]
    day = until.isoformat()
    asked: dict[str, Fact] = {"until": day, "people": len(others)}
    note("round.wishes_asked", actor=actor, record=record, facts=asked)
    tell("round.wishes", others, record=record, facts={"until": day}, by=actor.person_id)
    return len(others)


@transaction.atomic
def call_off(*, actor: Actor, record: Record, reason: str) -> None:
    """It is not held. Raises Refused once the walk has begun."""
    round_ = locked(record)
    round_.called_off_because = reason
    move(round_, "call_off", "called_off_because")
    records.close(record)
    note("round.called_off", actor=actor, record=record)
    people = round_.participants.values_list("person", flat=True)
    others = [each for each in people if each != actor.person_id]
    tell("round.called_off", others, record=record, by=actor.person_id)

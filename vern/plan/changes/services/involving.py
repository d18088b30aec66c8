"""Who takes part, when, and whether they say so too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.plan.changes.models import Body, ChangeProcess, Involvement
from vern.plan.changes.queries.people import (
    carriers_of,
    may_answer,
    paths_of,
    places_of,
    speaking_for,
)
from vern.plan.changes.services.common import locked, refuse_settled

Manner = Involvement.Manner
SAME_FORM = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Plan:
    """A body is to take part by a day. `person_id` speaks for it, where no role does."""

    body: Body
    planned_on: dt.date
    person_id: int | None = None


@transaction.atomic
def plan(*, actor: Actor, record: Record, given: Plan, asks: bool = False) -> Involvement:
    """A body is to take part; those who speak for it are told, or, where they ask for it themselves
    (`asks`), those who go on with the change. The same plan twice is one.

    Raises Refused for a day that has passed, and once the process is finished.
    """
    process = locked(record)
    refuse_settled(process)
    if given.planned_on < clock.today():
        raise Refused(_("This day has passed. Choose today or later."), field="planned_on")
    same = process.involvements.filter(
        body=given.body, planned_on=given.planned_on, person=given.person_id, held_on=None
    ).first()
    if same is not None:
        return same
    made = Involvement.objects.create(
        process=process,
        body=given.body,
        planned_on=given.planned_on,
        person_id=given.person_id,
        asked_by_id=actor.person_id if asks else None,
    )
    _noted("change.asked_to_take_part" if asks else "change.involvement_planned", actor, made)
    if asks:
        people = carriers_of(process.record)
        tell("change.asked", sorted(people), record=process.record, facts=_which(made))
    else:
        tell(
            "change.take_part", _speakers(process, made), record=process.record, facts=_which(made)
        )
    return made


@dataclass(frozen=True)
class Held:
    """What came of it. `reference`: the number of a case or of minutes."""

    held_on: dt.date
    manner: Manner
    words: str = ""
    reference: str = ""


@transaction.atomic
def hold(*, actor: Actor, involvement: Involvement, given: Held) -> None:
    """Write when and how a body took part. Those who speak for it are asked whether that is right,
    anew each time it is changed; what one of them writes is right, and those who go on with the change
    are told. The same once more changes nothing.

    Raises Refused for a day to come.
    """
    process = locked(involvement.process.record)
    refuse_settled(process)
    if given.held_on > clock.today():
        raise Refused(_("This day is to come. Write it when it has been."), field="held_on")
    involvement = Involvement.objects.select_related("body").get(pk=involvement.pk)
    former = {
        name: getattr(involvement, name) for name in ("held_on", "manner", "words", "reference")
    }
    now = {name: getattr(given, name) for name in former}
    if former == now:
        return
    texts = {"words": involvement.words} if involvement.words not in ("", given.words) else {}
    for name, value in now.items():
        setattr(involvement, name, value)
    own = may_answer(actor, involvement, paths_of(process))
    involvement.right, involvement.right_words = (True, "") if own else (None, "")
    involvement.right_by_id = actor.person_id if own else None
    involvement.right_at = clock.now() if own else None
    involvement.save()
    _noted(
        "change.involved",
        actor,
        involvement,
        texts,
        on=given.held_on.isoformat(),
        manner=str(given.manner),
    )
    if own:
        people = [each for each in carriers_of(process.record) if each != actor.person_id]
        tell("change.they_wrote", people, record=process.record, facts=_which(involvement))
        return
    people = [each for each in _speakers(process, involvement) if each != actor.person_id]
    tell("change.is_it_right", people, record=process.record, facts=_which(involvement))


@transaction.atomic
def answer(*, actor: Actor, involvement: Involvement, right: bool, words: str = "") -> None:
    """Who speaks for a body says whether what stands about it is right. If not, they say how it was,
    and those who go on with the change are told. Saying the same again changes nothing.

    Raises PermissionDenied for anyone else; Refused before anything was held, and for a “no” without
    words.
    """
    process = locked(involvement.process.record)
    involvement = Involvement.objects.select_related("body").get(pk=involvement.pk)
    if not may_answer(actor, involvement, paths_of(process)):
        raise PermissionDenied
    if not involvement.held:
        raise Refused(_("There is nothing to answer yet."))
    if not right and not words.strip():
        raise Refused(_("Write how it was."), field="words")
    if (involvement.right, involvement.right_words) == (right, words):
        return
    former = {"right_words": involvement.right_words} if involvement.right_words else {}
    involvement.right, involvement.right_words = right, words
    involvement.right_by_id, involvement.right_at = actor.person_id, clock.now()
    involvement.save(update_fields=["right", "right_words", "right_by", "right_at"])
    _noted("change.confirmed" if right else "change.contested", actor, involvement, former)
    if not right:
        people = [each for each in carriers_of(process.record) if each != actor.person_id]
        tell("change.contested", people, record=process.record, facts=_which(involvement))


@transaction.atomic
def leave_out(*, actor: Actor, involvement: Involvement) -> None:
    """What was only planned is not to be after all. Raises Refused for what was held, and for what a
    body has asked for itself."""
    process = locked(involvement.process.record)
    refuse_settled(process)
    involvement = Involvement.objects.select_related("body").get(pk=involvement.pk)
    if involvement.held:
        raise Refused(_("This has been held, and stands."))
    if involvement.asked_by_id is not None:
        raise Refused(_("They have asked to take part. Meet them, or write what came of it."))
    _noted("change.involvement_left_out", actor, involvement)
    involvement.delete()


def _speakers(process: ChangeProcess, involvement: Involvement) -> list[int]:
    """Who speaks for the body; someone named for it reads the process from now on."""
    if involvement.person_id is not None:
        records.add_party(process.record, involvement.person_id, Party.Part.NAMED)
        return [involvement.person_id]
    found = speaking_for(involvement.body, places_of(process))
    for person in found if not involvement.body.role else ():
        records.add_party(process.record, person, Party.Part.NAMED)
    return found


def _which(involvement: Involvement) -> dict[str, str | int | None]:
    return {"involvement": involvement.pk, "body": involvement.body_id}


def _noted(
    verb: str,
    actor: Actor,
    involvement: Involvement,
    texts: dict[str, str] | None = None,
    **facts: str,
) -> None:
    note(
        verb,
        actor=actor,
        record=involvement.process_id,
        facts={**_which(involvement), **facts},
        texts=texts,
    )

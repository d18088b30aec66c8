"""Say that someone is away, ask someone to take over, come back (N14)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import AbsenceChanged, OrganisationChanged
from vern.core.org.models import Absence, Held, Person
from vern.core.org.models.absences import DEPUTIES

_ONE = dt.timedelta(days=1)

LONGEST = dt.timedelta(days=366)
"""Who is away for longer is replaced: the post gets another holder."""


@transaction.atomic
def say_away(
    *, actor: Actor, person: Person, first: dt.date, last: dt.date, cover: Person | None = None
) -> Absence:
    """Someone is away from a day to another, both included; `cover` is asked to take over what has no
    deputy. The same form sent twice gives one absence.

    Raises Refused for days that are past or in the wrong order, for more than a year, and where the
    person is away on some of them already.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    same = Absence.objects.filter(person=person, valid_from=first, valid_to=_after(last)).first()
    if same is not None:
        return same
    for fault in faults(person=person, first=first, last=last, cover=cover):
        raise fault
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                person=person,
                valid_from=first,
                valid_to=_after(last),
                cover=cover,
                set_by_id=actor.person_id,
                set_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(ALREADY, field="first") from error
    _publish("person.away", actor, absence, deputies=_deputies(absence))
    if cover is not None:
        _publish("person.cover_asked", actor, absence)
    return absence


@transaction.atomic
def ask_to_cover(*, actor: Actor, absence: Absence, cover: Person) -> None:
    """Ask someone (else) to take over. What another has taken over returns at once.

    Asking the same one again changes nothing, but where they have declined. Raises Refused for the one
    who is away.
    """
    absence = _locked(absence)
    _refuse_oneself(absence.person, cover)
    if absence.cover_id == cover.pk and absence.answer != Absence.Answer.NO:
        return
    absence.cover, absence.answer = cover, Absence.Answer.NONE
    absence.save(update_fields=["cover", "answer"])
    _publish("person.cover_asked", actor, absence)


@transaction.atomic
def answer(*, actor: Actor, absence: Absence, accept: bool) -> None:
    """The one who was asked says yes or no, and may change it: who has accepted can give it back.

    Raises PermissionDenied for anyone else.
    """
    absence = _locked(absence)
    if absence.cover_id is None or absence.cover_id != actor.person_id:
        raise PermissionDenied
    given = Absence.Answer.YES if accept else Absence.Answer.NO
    if absence.answer == given:
        return
    absence.answer = given
    absence.save(update_fields=["answer"])
    _publish("person.cover_accepted" if accept else "person.cover_declined", actor, absence)


@transaction.atomic
def come_back(*, actor: Actor, absence: Absence) -> None:
    """The person is back from today on; an absence to come does not come. What others had meanwhile
    has returned. Twice changes nothing."""
    found = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk).first()
    today = clock.today()
    if found is None or found.valid_to <= today:
        return
    deputies, key = _deputies(found), found.pk
    if found.valid_from >= today:
        found.delete()
    else:
        found.valid_to = today
        found.save(update_fields=["valid_to"])
    found.pk = key
    _publish("person.back", actor, found, deputies=deputies)


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=absence.pk)


def _after(last: dt.date) -> dt.date:
    return last + _ONE


ALREADY = _("You have already said so for some of these days. End that one first.")


def faults(
    *, person: Person | None, first: dt.date | None, last: dt.date | None, cover: Person | None
) -> list[Refused]:
    """All that is wrong with an absence before it is said, each by its field, so that a form can say
    everything at once. What is not given is not judged; the same days once more are no fault."""
    found = []
    if first is not None and first < clock.today():
        found.append(Refused(_("Choose today or a later day."), field="first"))
    if first is not None and last is not None:
        found += _faults_of_days(person, first, last)
    if person is not None and cover is not None and cover.pk == person.pk:
        found.append(Refused(ONESELF, field="cover"))
    return found


def _faults_of_days(person: Person | None, first: dt.date, last: dt.date) -> list[Refused]:
    if last < first:
        return [Refused(_("The last day is before the first."), field="last")]
    if last - first > LONGEST:
        longer = _("This is more than a year. Ask the HSE department to appoint someone else.")
        return [Refused(longer, field="last")]
    others = Absence.objects.filter(person=person, valid_from__lte=last, valid_to__gt=first)
    others = others.exclude(valid_from=first, valid_to=_after(last))
    if person is not None and others.exists():
        return [Refused(ALREADY, field="first")]
    return []


ONESELF = _("This is the one who is away.")


def _refuse_oneself(person: Person, cover: Person | None) -> None:
    if cover is not None and cover.pk == person.pk:
        raise Refused(ONESELF, field="cover")


Stint = tuple[int, dt.date, dt.date]
"""A deputy, and their first and last day in another's place."""


def _deputies(absence: Absence) -> tuple[Stint, ...]:
    """Who stands in, each from their first to their last day of it. One query."""
    held = Held.objects.filter(
        instead_of=absence.person_id,
        role__in=DEPUTIES,
        valid_from__gte=absence.valid_from,
        valid_from__lt=F("valid_to"),
        valid_to__lte=absence.valid_to,
    )
    found: dict[int, tuple[dt.date, dt.date]] = {}
    for each in held.order_by("person", "valid_from"):
        last = each.valid_to - _ONE if each.valid_to else absence.valid_to - _ONE
        first, latest = found.get(each.person_id, (each.valid_from, last))
        found[each.person_id] = (min(first, each.valid_from), max(latest, last))
    return tuple((person, first, last) for person, (first, last) in found.items())


def _publish(
    verb: str, actor: Actor, absence: Absence, *, deputies: tuple[Stint, ...] = ()
) -> None:
    publish(
        OrganisationChanged(
            verb,
            actor,
            person_id=absence.person_id,
            facts={
                "on": absence.valid_from.isoformat(),
                "last_day": (absence.valid_to - _ONE).isoformat(),
                "cover": absence.cover_id,
            },
        )
    )
    publish(
        AbsenceChanged(
            verb,
            actor,
            absence_id=absence.pk,
            person_id=absence.person_id,
            cover_id=absence.cover_id,
            answer=absence.answer,
            set_by_id=absence.set_by_id,
            deputies=deputies,
        )
    )

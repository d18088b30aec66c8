"""Deciding measures, changing them, and saying that they are done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.models import TextVersion
from vern.core.history.services import Fact, note, refuse_unseen
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.kernel.ui.dates import day
from vern.core.measures import rules
from vern.core.measures.events import MeasureDecided, MeasureDone
from vern.core.measures.models import Measure, Occurrence
from vern.core.measures.responsible import POSTS, carriers
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.records import services as records
from vern.core.records.models import Record, Sensitivity

FREE_TEXTS = ("title", "plan_text")
CHANGED = "measure.changed"

SAME_FORM = dt.timedelta(minutes=10)
"""The same measure for the same case within this time is a form that was sent twice."""


@dataclass(frozen=True)
class Post:
    """Whoever has a role at a unit on the day; without a role, whoever leads the unit."""

    unit: Unit
    role: RoleKey | None = None


@dataclass(frozen=True)
class Plan:
    """What a measure is to be.

    `due_on` is needed for all but what goes on all the time; for a month, or every year, it is
    any day in the month. `cost` is in whole kroner, `check_after` in months from when it is done.
    `unit` is where it stands in the plan: the case's own if none is given.
    """

    type: Measure.Type
    title: str
    plan_text: str
    responsible: Person | Post
    due_on: dt.date | None
    priority: Measure.Priority = Measure.Priority.MEDIUM
    approach: Measure.Approach | None = None
    timing: Measure.Timing = Measure.Timing.DAY
    cost: int | None = None
    check_after: Measure.CheckAfter | None = None
    unit: Unit | None = None
    before_start: bool = False


@transaction.atomic
def decide(*, actor: Actor, record: Record, plan: Plan, follows: Measure | None = None) -> Measure:
    """Decide a measure; who is responsible is told, unless they decided it themselves.

    The same measure a second time within ten minutes gives the first one. `follows` is the one
    that did not help. Raises Refused where the plan lacks a day, or names a role that is given no
    measures.
    """
    record = records.lock(record)
    fields = _fields(plan)
    if (same := _just_decided(record, fields)) is not None:
        return same
    measure = Measure(
        origin=record,
        unit=plan.unit or record.unit,
        decided_at=clock.now(),
        decided_by_id=actor.person_id,
        follows=follows,
        **fields,
    )
    _plan_check(measure)
    measure.save(force_insert=True)
    note(
        "measure.decided",
        actor=actor,
        record=record,
        facts={
            **_facts(measure),
            "type": measure.type,
            "priority": int(measure.priority),
            "unit": measure.unit_id,
            **({"follows": follows.pk} if follows else {}),
        },
    )
    tell_carriers("measure.given", actor, measure)
    publish(MeasureDecided(actor=actor, measure=measure))
    return measure


@transaction.atomic
def change(*, actor: Actor, measure: Measure, plan: Plan, seen: int | None = None) -> None:
    """Raises Refused if the measure is done, or where the plan is wrong as in `decide`;
    ChangedMeanwhile where someone has changed it since `seen`."""
    measure = locked(measure)
    refuse_unseen(measure.origin, CHANGED, seen=seen, measure=measure.pk)
    if measure.done:
        raise Refused(_("This measure is done and can no longer be changed."))
    given = _fields(plan)
    if plan.timing == measure.timing and plan.due_on in (None, measure.due_on):
        given["due_on"] = measure.due_on
    if plan.unit is not None:
        given["unit"] = plan.unit
    former = {name: getattr(measure, name) for name in given}
    for name, value in given.items():
        setattr(measure, name, value)
    changed = {name for name in former if former[name] != getattr(measure, name)}
    if not changed:
        return
    if changed & {"check_after", "timing"}:
        _plan_check(measure)
    measure.save()
    note(
        CHANGED,
        actor=actor,
        record=measure.origin,
        facts=_facts(measure),
        texts={name: str(former[name]) for name in FREE_TEXTS if name in changed},
    )
    if changed & {"responsible", "responsible_role_id", "responsible_unit"}:
        tell_carriers("measure.given", actor, measure)


@transaction.atomic
def complete(
    *, actor: Actor, measure: Measure, comment: str = "", due_on: dt.date | None = None
) -> Measure:
    """Say that it is done. Saying it twice changes nothing.

    A recurring one is then due again. `due_on` says which time is meant, so that a form that is
    sent twice does not take the next time too. Raises Refused where a recurring one is done
    already, and its next time more than a year off.
    """
    measure = locked(measure)
    if measure.done or (due_on is not None and due_on != measure.due_on):
        return measure
    facts: dict[str, Fact] = {"measure": measure.pk}
    if measure.recurring:
        facts["time"] = measure.due_on.isoformat()
        _done_this_time(actor, measure, comment)
    else:
        _settle(actor, measure, comment)
    if measure.timing != Measure.Timing.CONTINUOUS:
        _ask_whether_it_helped(measure, clock.today())
    measure.save()
    note(
        "measure.done",
        actor=actor,
        record=measure.origin,
        facts=facts,
        instead_of=measure.responsible_id,
    )
    if not measure.recurring or measure.occurrences.count() == 1:  # heard of once, not every year
        publish(MeasureDone(actor=actor, measure=measure))
    return measure


@transaction.atomic
def end(*, actor: Actor, measure: Measure, comment: str = "") -> Measure:
    """A recurring measure is no longer needed. Ending it twice changes nothing.

    Raises Refused for one that is done once and for all when it is done.
    """
    measure = locked(measure)
    if measure.done:
        return measure
    if not measure.recurring:
        raise Refused(_("This measure has a deadline. Mark it as done instead."))
    _settle(actor, measure, comment)
    measure.save()
    note("measure.ended", actor=actor, record=measure.origin, facts={"measure": measure.pk})
    return measure


@transaction.atomic
def judge(*, actor: Actor, measure: Measure, effect: Measure.Effect, comment: str = "") -> Measure:
    """Say whether it helped. The first answer stands.

    Raises Refused before there is anything to judge.
    """
    measure = locked(measure)
    if measure.effect:
        return measure
    if measure.check_on is None:
        raise Refused(_("Nobody is asked whether this measure helped."))
    measure.effect = effect
    measure.effect_note = comment
    measure.effect_at = clock.now()
    measure.effect_by_id = actor.person_id
    measure.save(update_fields=["effect", "effect_note", "effect_at", "effect_by"])
    note(
        "measure.effect_judged",
        actor=actor,
        record=measure.origin,
        facts={"measure": measure.pk, "effect": str(effect), "late": _days_late(measure)},
    )
    return measure


@transaction.atomic
def verify(*, actor: Actor, measure: Measure) -> Measure:
    """Say that one has seen that it is in place, so that the work need not wait for it. Saying it twice
    changes nothing.

    Raises Refused before it is done, or where no work waits for it.
    """
    measure = locked(measure)
    if measure.verified_at is not None:
        return measure
    if not measure.before_start:
        raise Refused(_("No work waits for this measure."))
    if not measure.done:
        raise Refused(_("This measure is not done yet."))
    measure.verified_at = clock.now()
    measure.verified_by_id = actor.person_id
    measure.save(update_fields=["verified_at", "verified_by"])
    note("measure.verified", actor=actor, record=measure.origin, facts={"measure": measure.pk})
    return measure


def move_with(record: Record, *, former: Unit) -> None:
    """Measures that stood at the unit that a record belonged to follow it to its new one."""
    Measure.objects.filter(origin=record, unit=former).update(unit=record.unit)


def take_along(*, actor: Actor, record: Record, into: Record) -> list[int]:
    """The measures of a record that is handled with another from now on are that one's: their keys.

    What was decided in a case for named people only is told in the neutral words of the plan from
    then on: others read the case that it goes to. The former words stand in the history where they
    were written.
    """
    found = list(Measure.objects.select_for_update().filter(origin=record).order_by("pk"))
    for measure in found:
        measure.origin = into
        if record.sensitivity >= Sensitivity.PARTIES and measure.title != measure.plan_text:
            former, measure.title = measure.title, measure.plan_text
            note(
                "measure.changed",
                actor=actor,
                record=record,
                facts=_facts(measure),
                texts={"title": former},
            )
        measure.save(update_fields=["origin", "title"])
    return [each.pk for each in found]


def give_back(*, record: Record, keys: Collection[int], held_by: Record) -> None:
    """A record is handled on its own again: its measures are its own, in the words that they had."""
    found = Measure.objects.select_for_update().filter(pk__in=keys, origin=held_by)
    for measure in found:
        measure.origin = record
        if measure.title == measure.plan_text:
            measure.title = _own_words(record, measure) or measure.title
        measure.save(update_fields=["origin", "title"])


def _own_words(record: Record, measure: Measure) -> str:
    """What a measure of a case for named people was called before others came to read it."""
    former = TextVersion.objects.filter(
        line__record=record,
        line__verb="measure.changed",
        line__facts__measure=measure.pk,
        field="title",
    )
    last = former.order_by("-line__at", "-pk").first()
    return last.text if last else ""


def locked(measure: Measure) -> Measure:
    """The measure as it is now, locked until the transaction ends."""
    found: Measure = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("origin", "unit", "responsible", "responsible_role", "responsible_unit")
        .get(pk=measure.pk)
    )
    return found


def _fields(plan: Plan) -> dict[str, object]:
    post = plan.responsible if isinstance(plan.responsible, Post) else None
    if plan.before_start and plan.timing in rules.RECURRING:
        raise Refused(
            _("What must be in place before the work starts has one day. Choose a day or a month."),
            field="timing",
        )
    if post is not None and post.role is not None and post.role not in POSTS:
        raise Refused(_("This role is not given measures."), field="responsible")
    try:
        due_on = rules.first_due(plan.timing, plan.due_on, clock.today())
    except ValueError:
        raise Refused(_("Choose a day."), field="due_on") from None
    return {
        "type": plan.type,
        "approach": plan.approach or "",
        "title": plan.title,
        "plan_text": plan.plan_text,
        "responsible": None if post else plan.responsible,
        "responsible_role_id": post.role if post else None,
        "responsible_unit": post.unit if post else None,
        "timing": plan.timing,
        "due_on": due_on,
        "priority": plan.priority,
        "cost": plan.cost,
        "check_after": plan.check_after,
        "before_start": plan.before_start,
    }


def _just_decided(record: Record, fields: dict[str, object]) -> Measure | None:
    found: Measure | None = Measure.objects.filter(
        origin=record, done_at=None, decided_at__gt=clock.now() - SAME_FORM, **fields
    ).first()
    return found


def _facts(measure: Measure) -> dict[str, Fact]:
    """Coded values alone."""
    return {
        "measure": measure.pk,
        "responsible": measure.responsible_id,
        "role": measure.responsible_role_id,
        "at": measure.responsible_unit_id,
        "timing": str(measure.timing),
        "due_on": measure.due_on.isoformat(),
        "approach": str(measure.approach),
        "cost": measure.cost,
        "check_after": measure.check_after,
        **({"before_start": True} if measure.before_start else {}),
    }


def _plan_check(measure: Measure) -> None:
    """What goes on all the time is judged from when it was decided; others once they are done."""
    if measure.timing == Measure.Timing.CONTINUOUS:
        _ask_whether_it_helped(measure, clock.today())
    elif not measure.effect:
        measure.check_on = None


def _ask_whether_it_helped(measure: Measure, since: dt.date) -> None:
    if measure.check_after is not None and not measure.effect and measure.check_on is None:
        measure.check_on = rules.months_after(since, measure.check_after)


def _done_this_time(actor: Actor, measure: Measure, comment: str) -> None:
    today = clock.today()
    if rules.too_early(measure.timing, measure.due_on, today):
        opens = rules.months_after(measure.due_on, -rules.YEAR)
        raise Refused(
            _("This is done for now. Next time can be marked from %(day)s.") % {"day": day(opens)}
        )
    Occurrence.objects.create(
        measure=measure,
        due_on=measure.due_on,
        done_at=clock.now(),
        done_by_id=actor.person_id,
        note=comment,
    )
    measure.due_on = rules.due_again(measure.timing, measure.due_on, today)


def _settle(actor: Actor, measure: Measure, comment: str) -> None:
    measure.done_at = clock.now()
    measure.done_by_id = actor.person_id
    measure.done_note = comment


def _days_late(measure: Measure) -> int:
    assert measure.check_on is not None  # noqa: S101 (tells mypy)
    return max(0, (clock.today() - measure.check_on).days)


def tell_carriers(kind: str, actor: Actor, measure: Measure) -> None:
    """Tell those who are responsible today, but not the one who did it."""
    people = carriers([measure])[measure.pk]
    tell(
        kind,
        [person for person in people if person.pk != actor.person_id],
        record=measure.origin,
        facts={"measure": measure.pk},
    )

"""Reminding people of what falls due, and telling the leader above of what is late: each once for a
day. Noted in the transaction that writes the notice, so that neither is without the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from vern.core.kernel import clock
from vern.core.notices.services import tell
from vern.core.org.actors import Actor, for_person
from vern.core.org.models import Person, RoleKey
from vern.core.org.queries import held_at, line_of
from vern.core.records.models import Party, Sensitivity
from vern.hub.calendar.models import Carrier, Deadline
from vern.hub.calendar.ports import Item, in_words
from vern.hub.calendar.rules import GRACE, Reminder, Timing, escalates, may_remind_at, reminder
from vern.hub.calendar.timings import timings

REMINDER: Final = "calendar.reminder"
ESCALATED: Final = "calendar.escalated"
FAR: Final = dt.timedelta(days=366)
"""No reminder comes earlier, nor is the leader above told later."""

BARRING = (Party.Part.REPORTER, Party.Part.SUBJECT)
MANY: Final = 500
"""No more in one transaction."""

_FIELD = {Reminder.BEFORE: "before_for", Reminder.AFTER: "after_for"}


def remind() -> int:
    """Tell whoever should know by now and has not been told. How many notices were written.

    Nothing before five in the morning: the night's sweeps find what falls due, the morning tells.
    """
    if not may_remind_at(timezone.localtime(clock.now()).time()):
        return 0
    told = 0
    while count := _remind_some():
        told += count
    return told + _escalate()


@transaction.atomic
def _remind_some() -> int:
    """The next of those that are to be reminded. Rows that another worker has are left to it."""
    today, told, all_timings = clock.today(), 0, timings()
    rows = (
        Carrier.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            _to_remind(today, all_timings), deadline__record__sensitivity__lt=Sensitivity.SEALED
        )
        .select_related("deadline__record")
        .order_by("pk")[:MANY]
    )
    for each in rows:
        deadline = each.deadline
        which = reminder(deadline.due_on, today, all_timings[deadline.rule])
        if which is None:
            continue
        tell(REMINDER, [each.person_id], record=deadline.record, facts=facts_of(deadline))
        setattr(each, _FIELD[which], deadline.due_on)
        each.save(update_fields=[_FIELD[which]])
        told += 1
    return told


def _to_remind(today: dt.date, all_timings: dict[str, Timing]) -> Q:
    """Who has not been reminded: what `rules.reminder` says of one deadline, of all."""
    late = Q(deadline__due_on__lt=today, deadline__due_on__gte=today - GRACE)
    wanted = late & (Q(after_for=None) | ~Q(after_for=F("deadline__due_on")))
    not_yet = Q(before_for=None) | ~Q(before_for=F("deadline__due_on"))
    known = Q(deadline__rule__in=list(all_timings))
    for key, timing in all_timings.items():
        if timing.remind_before is not None:
            until = today + dt.timedelta(days=timing.remind_before)
            near = Q(deadline__rule=key, deadline__due_on__range=(today, until))
            wanted |= near & not_yet
    return known & wanted


def facts_of(deadline: Deadline) -> dict[str, str | int | None]:
    return {
        "rule": deadline.rule,
        "subject": deadline.subject,
        "due": deadline.due_on.isoformat(),
    }


def _escalate() -> int:
    """Tell the leader above of what has been late so long, once for a day."""
    today, all_timings = clock.today(), timings()
    late = Deadline.objects.filter(
        Q(escalated_for=None) | ~Q(escalated_for=F("due_on")),
        due_on__range=(today - FAR, today),
        rule__in=list(all_timings),
        record__sensitivity__lt=Sensitivity.SEALED,
    )
    ripe = [
        pk
        for pk, rule, due in late.values_list("pk", "rule", "due_on")
        if escalates(due, today, all_timings[rule])
    ]
    return sum(_escalate_some(ripe[at : at + MANY]) for at in range(0, len(ripe), MANY))


@transaction.atomic
def _escalate_some(keys: Collection[int]) -> int:
    rows = list(
        Deadline.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(Q(escalated_for=None) | ~Q(escalated_for=F("due_on")), pk__in=keys)
        .select_related("unit", "record")
        .prefetch_related("carriers")
        .order_by("pk")
    )
    above = _Above(rows)
    told = 0
    for each in rows:
        leader = above.of(each)
        if leader is not None:
            tell(ESCALATED, [leader], record=each.record, facts=facts_of(each))
            told += 1
        each.escalated_for = each.due_on
        each.save(update_fields=["escalated_for"])
    return told


class _Above:
    """The nearest leader upwards who neither is to do it nor has a part that bars them, and who may
    know of it: few queries, however many deadlines."""

    def __init__(self, rows: Sequence[Deadline]) -> None:
        steps = {step for each in rows for step in line_of(each.unit)}
        self._leaders = {unit: who for _role, unit, who in held_at([RoleKey.LEADER], steps)}
        self._barred: dict[int, set[int]] = {}
        parties = Party.objects.filter(
            record__in={each.record_id for each in rows}, part__in=BARRING, person__isnull=False
        )
        for record, person in parties.values_list("record_id", "person_id"):
            self._barred.setdefault(record, set()).add(person or 0)
        self._actors: dict[int, Actor] = {}

    def of(self, deadline: Deadline) -> int | None:
        out = {each.person_id for each in deadline.carriers.all()}
        out |= self._barred.get(deadline.record_id, set())
        item = Item(deadline.rule, deadline.subject, deadline.record_id)
        return next((who for who in self._upwards(deadline, out) if self._knows(who, item)), None)

    def _upwards(self, deadline: Deadline, out: Collection[int]) -> Iterable[int]:
        held = (self._leaders.get(step) for step in reversed(line_of(deadline.unit)))
        return dict.fromkeys(who for who in held if who is not None and who not in out)

    def _knows(self, person_id: int, item: Item) -> bool:
        if person_id not in self._actors:
            self._actors[person_id] = for_person(Person.objects.get(pk=person_id))
        return bool(in_words([item], self._actors[person_id]))

"""By which rules something falls due in change processes, and what each reader may know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import held_at, line_of
from vern.core.records.composed import reads
from vern.core.records.models import Record, State
from vern.hub.calendar.ports import DeadlineRule, Due, Item, Words
from vern.hub.calendar.rules import Timing
from vern.plan.changes.models import ASSESS, ChangeProcess, Involvement, Milestone
from vern.plan.changes.notices import page
from vern.plan.changes.queries.assessments import approved_of
from vern.plan.changes.rules import ChangeState

STEP: Final = "changes.step"
MEET: Final = "changes.meet"
DECIDE: Final = "changes.decide"
LOOK_BACK: Final = "changes.look_back"

Subjects = Collection[int] | None


class Carriers:
    """Who goes on with some processes: one question, however many."""

    def __init__(self, records: Iterable[Record]) -> None:
        steps = {step for each in records for step in line_of(each.handling_unit)}
        self._leaders = {unit: who for _role, unit, who in held_at([RoleKey.LEADER], steps)}

    def of(self, record: Record) -> frozenset[int]:
        if record.owner_id is not None:
            return frozenset({record.owner_id})
        line = reversed(line_of(record.handling_unit))
        nearest = next((self._leaders[step] for step in line if step in self._leaders), None)
        return frozenset() if nearest is None else frozenset({nearest})


def _some(rows: QuerySet[Any], subjects: Subjects) -> list[Any]:
    return list(rows if subjects is None else rows.filter(pk__in=subjects))


def _due(found: Sequence[tuple[int, Any, Record]]) -> Iterator[Due]:
    carriers = Carriers(record for _subject, _day, record in found)
    for subject, day, record in found:
        yield Due(subject, day, carriers.of(record), record.unit_id, record.pk)


_WITH_RECORD = ("process__record__unit", "process__record__handling_unit")


def steps(subjects: Subjects) -> Iterator[Due]:
    """Steps that are not done, while the process goes on; the assessment is when one is approved."""
    rows = Milestone.objects.filter(done_on=None, process__record__state=State.OPEN)
    found = _some(rows.select_related(*_WITH_RECORD), subjects)
    asked = {each.process_id for each in found if each.template == ASSESS}
    assessed = approved_of(asked) if asked else {}
    return _due(
        [
            (each.pk, each.due_on, each.process.record)
            for each in found
            if each.template != ASSESS or each.process_id not in assessed
        ]
    )


def meetings(subjects: Subjects) -> Iterator[Due]:
    """Those who are to take part, and have not: until the change is decided or dropped."""
    rows = Involvement.objects.filter(
        held_on=None, planned_on__isnull=False, process__state=ChangeState.PREPARING
    )
    found = _some(rows.select_related(*_WITH_RECORD), subjects)
    return _due([(each.pk, each.planned_on, each.process.record) for each in found])


def decisions(subjects: Subjects) -> Iterator[Due]:
    rows = ChangeProcess.objects.filter(state=ChangeState.PREPARING)
    found = _some(rows.select_related("record__unit", "record__handling_unit"), subjects)
    return _due([(each.pk, each.decide_by, each.record) for each in found])


def looking_back(subjects: Subjects) -> Iterator[Due]:
    rows = ChangeProcess.objects.filter(state=ChangeState.DECIDED, evaluate_on__isnull=False)
    found = _some(rows.select_related("record__unit", "record__handling_unit"), subjects)
    return _due([(each.pk, each.evaluate_on, each.record) for each in found])


def in_words(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who read the process: its name, and of a step or a meeting also which. Three
    queries at most."""
    rows = Record.objects.filter(pk__in={each.record_id for each in items}, state=State.OPEN)
    held = rows.annotate(held=reads(actor, "records_record.id")).filter(held=True)
    records = {each.pk: each for each in held.only("number", "title", "state")}
    said = {STEP: _step_names(items), MEET: _body_names(items)}
    return {
        item: _words(item, record, said)
        for item in items
        if (record := records.get(item.record_id)) and _known(item, said)
    }


def _known(item: Item, said: Mapping[str, Mapping[int, str]]) -> bool:
    return item.rule not in said or item.subject in said[item.rule]


def _words(item: Item, record: Record, said: Mapping[str, Mapping[int, str]]) -> Words:
    which = said.get(item.rule, {}).get(item.subject, "")
    title = f"{which} – {record.title}" if which else record.title
    return Words(title, page(record.pk), record.number)


def _step_names(items: Sequence[Item]) -> Mapping[int, str]:
    wanted = {each.subject for each in items if each.rule == STEP}
    rows = Milestone.objects.filter(pk__in=wanted, done_on=None) if wanted else ()
    return {each.pk: each.title for each in rows}


def _body_names(items: Sequence[Item]) -> Mapping[int, str]:
    wanted = {each.subject for each in items if each.rule == MEET}
    rows = Involvement.objects.filter(pk__in=wanted, held_on=None) if wanted else None
    return {each.pk: each.body.name for each in rows.select_related("body")} if rows else {}


RULES: Final = (
    DeadlineRule(STEP, _("A step in a change process"), steps, in_words),
    DeadlineRule(
        MEET,
        _("Someone is to take part in a change"),
        meetings,
        in_words,
        paragraph="AML §§ 4-2, 6-2",
    ),
    DeadlineRule(DECIDE, _("A change to decide"), decisions, in_words),
    DeadlineRule(
        LOOK_BACK,
        _("Look back on a change"),
        looking_back,
        in_words,
        paragraph="IK-forskriften § 5 nr. 8",
        timing=Timing(remind_before=14, escalate_after=30),
    ),
)

"""What falls due in reports, and for whom, of all reports at once: for a job, which acts for nobody.
What the lists say of one person (`lists.turn_of`, `waiting`), said of everyone; a test compares them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from vern.control.incidents.models import KIND, InquiryAnswer, Objection, WorkStop
from vern.control.incidents.queries.routing import BARRING, Hands, hands, offices
from vern.control.incidents.queries.waiting import not_enough, to_tell
from vern.control.incidents.rules import DAYS_TO_ANSWER_OBJECTION
from vern.core.org.models import RoleKey
from vern.core.org.queries import held_at, line_of
from vern.core.records.models import Party, Record, Sensitivity, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience
from vern.hub.calendar.ports import Due

Subjects = Collection[int] | None
Part = Party.Part
NOBODY: frozenset[int] = frozenset()


class Turns:
    """Whose turn it is with some reports: five queries, however many."""

    def __init__(self, keys: Iterable[int]) -> None:
        rows = Record.objects.filter(pk__in=set(keys)).select_related("unit", "handling_unit")
        self.records = {each.pk: each for each in rows.prefetch_related("parties")}
        steps = {
            step
            for each in self.records.values()
            for unit in (each.unit, each.handling_unit)
            for step in line_of(unit)
        }
        self._posts = offices(steps)
        self._assigned = [
            (unit, who) for _role, unit, who in held_at([RoleKey.CASE_HANDLER], steps)
        ]
        self._out = _barred(self.records)

    def handled_by(self, record: Record) -> frozenset[int]:
        """Who is to handle it: who was asked to; else whose post it is, and the case handlers."""
        if record.owner_id is not None:
            return frozenset({record.owner_id}) - self._out.get(record.pk, set())
        found = self.by_post(record)
        if record.sensitivity == Sensitivity.PARTIES:
            return found
        line = line_of(record.handling_unit)
        assigned = {who for unit, who in self._assigned if unit in line}
        return (found | assigned) - self._out.get(record.pk, set())

    def by_post(self, record: Record) -> frozenset[int]:
        """The leader who answers for it, or the HSE department; of a report for named people only,
        those who handle it by name."""
        if record.sensitivity == Sensitivity.PARTIES:
            return _parties(record, Part.HANDLER) - self._out.get(record.pk, set())
        return self._hands(record).handlers

    def asked(self, record: Record) -> frozenset[int]:
        """Who answers for it in writing: the same, and who was asked to handle it."""
        own = frozenset(filter(None, [record.owner_id])) - self._out.get(record.pk, set())
        return self.by_post(record) | own

    def above(self, record: Record) -> frozenset[int]:
        """The leader above the one whose turn it is, or that one where nobody stands above."""
        out = self._out.get(record.pk, set())
        if record.sensitivity == Sensitivity.PARTIES:
            return self.by_post(record)
        held = (self._posts.leaders.get(step) for step in reversed(line_of(record.handling_unit)))
        leaders = dict.fromkeys(who for who in held if who is not None and who not in out)
        turn, above = [*leaders][:1], [*leaders][1:2]
        return frozenset(above or turn) or self.by_post(record)

    def _hands(self, record: Record) -> Hands:
        return hands(record, self._out.get(record.pk, set()), self._posts)


def _parties(record: Record, part: Part) -> frozenset[int]:
    found = (each for each in record.parties.all() if each.part == part)
    return frozenset(each.person_id for each in found if each.person_id)


def _barred(keys: Iterable[int]) -> dict[int, set[int]]:
    """Who reported each, or whom it is about, and what was merged into it: never handles it."""
    found: dict[int, set[int]] = {}
    wanted = set(keys)
    rows = Party.objects.filter(part__in=BARRING, person__isnull=False)
    own = rows.filter(record__in=wanted).values_list("record_id", "person_id")
    merged = rows.filter(record__incident__merged_into__in=wanted).values_list(
        "record__incident__merged_into", "person_id"
    )
    for record, person in own.union(merged):
        found.setdefault(record, set()).add(person)
    return found


def _unsealed(prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}kind": KIND, f"{prefix}sensitivity__lt": Sensitivity.SEALED}


def _some(rows: QuerySet[Any], subjects: Subjects, field: str = "pk") -> QuerySet[Any]:
    return rows if subjects is None else rows.filter(**{f"{field}__in": subjects})


def to_handle(subjects: Subjects) -> Iterator[Due]:
    """Open reports, by the day they are to be handled by. Subject: the report."""
    rows = Record.objects.filter(state=State.OPEN, due_on__isnull=False, **_unsealed())
    turns = Turns(_some(rows, subjects).values_list("pk", flat=True))
    for record in turns.records.values():
        if record.due_on is not None:
            yield _due(record, record.pk, record.due_on, turns.handled_by(record))


def questions(subjects: Subjects) -> Iterator[Due]:
    """What safety representatives have asked, by the day they asked for. Subject: the question."""
    rows = Comment.objects.filter(
        OPEN, audience=Audience.READERS, answer_by__isnull=False, **_unsealed("record__")
    )
    found = list(_some(rows, subjects).values_list("pk", "record_id", "answer_by"))
    turns = Turns(record for _pk, record, _day in found)
    for pk, key, day in found:
        record = turns.records[key]
        yield _due(record, pk, day, turns.asked(record))


def objections(subjects: Subjects) -> Iterator[Due]:
    """Objections to closing that await an answer. Subject: the objection."""
    rows = Objection.objects.filter(answered_at=None, **_unsealed("incident__record__"))
    found = list(_some(rows, subjects).values_list("pk", "incident_id", "at"))
    turns = Turns(record for _pk, record, _at in found)
    for pk, key, at in found:
        record = turns.records[key]
        closed = record.state == State.CLOSED
        people = turns.above(record) if closed else turns.asked(record)
        yield _due(record, pk, timezone.localdate(at) + DAYS_TO_ANSWER_OBJECTION, people)


def stops(subjects: Subjects) -> Iterator[Due]:
    """Work that is stopped and awaits the leader's decision, the same day. Subject: the stop."""
    rows = WorkStop.objects.filter(decided_at=None, decision="", **_unsealed("incident__record__"))
    found = list(_some(rows, subjects).values_list("pk", "incident_id", "stopped_at"))
    turns = Turns(record for _pk, record, _at in found)
    for pk, key, at in found:
        record = turns.records[key]
        yield _due(record, pk, timezone.localdate(at), turns.by_post(record))


def tellings(subjects: Subjects) -> Iterator[Due]:
    """Reports of which someone must be told by law, at once. Subject: the report."""
    incidents = to_tell(_keys(subjects))
    found = list(incidents.values_list("record_id", F("found_at")))
    turns = Turns(record for record, _at in found)
    for key, at in found:
        record = turns.records[key]
        yield _due(record, key, timezone.localdate(at), turns.asked(record))


def answers_not_enough(subjects: Subjects) -> Iterator[Due]:
    """Answers that those who reported did not find good enough, to be looked at again. Subject: the
    report; the nearest day where several have said so."""
    days: dict[int, dt.date] = {}
    for row in not_enough(_keys(subjects)):
        days[row["about"]] = min(row["due"], days.get(row["about"], dt.date.max))
    turns = Turns(days)
    for key, day in days.items():
        record = turns.records[key]
        yield _due(record, key, day, turns.asked(record))


def inquiries(subjects: Subjects) -> Iterator[Due]:
    """Whether something concerns a unit, for those who answer for it. Subject: the answer to come."""
    rows = InquiryAnswer.objects.filter(
        concerns=None, inquiry__incident__record__sensitivity__lt=Sensitivity.PARTIES
    )
    found = list(_some(rows, subjects).select_related("unit", "inquiry"))
    steps = {step for each in found for step in line_of(each.unit)}
    held = held_at([RoleKey.LEADER, RoleKey.DEPUTY_LEADER], steps)
    leaders = {unit: who for role, unit, who in held if role == RoleKey.LEADER}
    for each in found:
        line = line_of(each.unit)
        leads = next((leaders[step] for step in reversed(line) if step in leaders), None)
        people = {
            who for role, unit, who in held if role != RoleKey.LEADER and unit == each.unit_id
        }
        people |= {leads} if leads is not None else set()
        yield Due(
            each.pk,
            each.inquiry.answer_by,
            frozenset(people),
            each.unit_id,
            each.inquiry.incident_id,
        )


def _keys(subjects: Subjects) -> QuerySet[Any, Any]:
    return _some(Record.objects.filter(**_unsealed()), subjects).order_by().values("pk")


def _due(record: Record, subject: int, day: dt.date, people: frozenset[int]) -> Due:
    return Due(subject, day, people, record.handling_unit_id, record.pk)

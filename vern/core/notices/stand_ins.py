"""Notices go to the stand-in while someone is away (N14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from vern.core.kernel import clock
from vern.core.notices.kinds import notice_kinds
from vern.core.notices.models import Notice
from vern.core.notices.words import readable_by
from vern.core.org.actors import for_person, holding
from vern.core.org.models import Absence, Held, Person
from vern.core.records.models import Record

Facts = Mapping[str, str | int | None]
INSTEAD_OF = "instead_of"
"""In a notice's facts: who would have got it."""


@dataclass(frozen=True)
class Addressee:
    """Who is told, and in whose place."""

    person_id: int
    instead_of: int | None = None


def plainly(people: Iterable[int]) -> list[Addressee]:
    """Those very people: for what lies in the past."""
    return [Addressee(each) for each in dict.fromkeys(people)]


def addressees(
    kind: str, people: Iterable[int], *, record: Record | None, facts: Facts, by: int | None
) -> list[Addressee]:
    """Those who are told: for someone who is away, the stand-ins who may read it; where there are
    none, the one who is away. `by` did it, and is not told. One query where nobody is away.
    """
    asked = list(dict.fromkeys(people))
    away = {} if notice_kinds[kind].personal else _away(asked)
    found: dict[int, Addressee] = {}
    if not away:
        return plainly(asked)
    for person_id in asked:
        notice = Notice(kind=kind, record=record, facts=dict(facts))
        instead = [each for each in away.get(person_id, ()) if _reads(each, notice)]
        for each in instead or [person_id]:
            found.setdefault(each, Addressee(each, person_id if instead else None))
    return [each for each in found.values() if each.person_id != by or each.person_id in asked]


def _away(people: list[int]) -> dict[int, list[int]]:
    """Stand-ins of those who are away today: deputies, and who has taken over their other tasks."""
    today = holding(clock.today())
    deputies = Held.objects.filter(today, instead_of=OuterRef("person")).order_by("person")
    rows = Absence.objects.filter(today, person__in=people).annotate(
        deputies=ArraySubquery(deputies.values("person"))
    )
    return {
        each.person_id: sorted({*each.deputies, *([each.cover_id] if each.accepted else [])})
        for each in rows
    }


def _reads(person_id: int, notice: Notice) -> bool:
    return readable_by(for_person(Person.objects.get(pk=person_id)), notice)

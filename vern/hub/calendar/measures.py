"""When measures fall due, and when one is to say whether they helped: measures lie below the hub."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.measures.models import Measure, MeasureQuerySet
from vern.core.measures.responsible import carriers
from vern.core.org.actors import Actor
from vern.core.org.queries import answered_by
from vern.core.records.composed import reads
from vern.core.records.models import Party, Sensitivity
from vern.hub.calendar.ports import DeadlineRule, Due, Item, Words
from vern.hub.calendar.rules import Timing

TO_DO: Final = "measures.to_do"
TO_JUDGE: Final = "measures.to_judge"


def _of(rows: MeasureQuerySet, subjects: Collection[int] | None) -> MeasureQuerySet:
    return rows if subjects is None else rows.filter(pk__in=subjects)


def to_do(subjects: Collection[int] | None) -> Iterator[Due]:
    """Measures that are not done, for those who carry them today."""
    rows = Measure.objects.filter(
        done_at__isnull=True, origin__sensitivity__lt=Sensitivity.SEALED
    ).select_related("unit", "responsible", "responsible_unit")
    found = list(_of(rows, subjects))
    people = carriers(found)
    for each in found:
        whose = frozenset(person.pk for person in people[each.pk])
        yield Due(each.pk, each.due_on, whose, each.unit_id, each.origin_id)


def to_judge(subjects: Collection[int] | None) -> Iterator[Due]:
    """Measures of which someone is to say whether they helped: whoever decided it; where they no
    longer handle the case, the one who answers for the unit that does, and those named in it."""
    found: list[Any] = list(_of(Measure.objects.to_be_judged(), subjects))
    named = _named_in({each.origin_id for each in found})
    for each in found:
        if each.check_on is None:
            continue
        if each.decider_handles and each.decided_by_id:
            people = {each.decided_by_id}
        else:
            people = {*named.get(each.origin_id, ()), *filter(None, [each.leader])}
        yield Due(each.pk, each.check_on, frozenset(people), each.unit_id, each.origin_id)


def _named_in(records: Iterable[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    handlers = Party.objects.filter(
        record__in=records, part=Party.Part.HANDLER, person__isnull=False
    )
    for record, person in handlers.values_list("record_id", "person_id"):
        found.setdefault(record, set()).add(person or 0)
    return found


def in_words(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """In the case's words to those who read it, in the plan's to others who know of the measure."""
    answered_by(actor)  # from here on known: the statement asks for it
    rows = Measure.objects.visible_to(actor).filter(pk__in={each.subject for each in items})
    seen = rows.select_related("origin").annotate(seen=reads(actor, "measures_measure.origin_id"))
    found = {each.pk: each for each in seen}
    return {
        item: _words(found[item.subject])
        for item in items
        if item.subject in found and _open(item, found[item.subject])
    }


def _open(item: Item, measure: Measure) -> bool:
    return not measure.done if item.rule == TO_DO else not measure.effect


def _words(measure: Measure) -> Words:
    reads_case: bool = measure.seen  # type: ignore[attr-defined]
    return Words(
        title=measure.title if reads_case else measure.plan_text,
        url=reverse("measures:show", args=[measure.pk]),
        number=measure.origin.number if reads_case else "",
    )


RULES = (
    DeadlineRule(
        TO_DO,
        _("A measure to carry out"),
        to_do,
        in_words,
        paragraph="IK-forskriften § 5 nr. 6",
        timing=Timing(remind_before=7, escalate_after=14),
    ),
    DeadlineRule(
        TO_JUDGE,
        _("Did the measure help?"),
        to_judge,
        in_words,
        paragraph="IK-forskriften § 5 nr. 8",
        timing=Timing(remind_before=0, escalate_after=30),
    ),
)

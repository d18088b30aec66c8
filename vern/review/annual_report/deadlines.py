"""When the annual report is to be published: by the institution's own rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.queries import holders_of
from vern.core.records.access import may
from vern.core.records.kinds import kinds
from vern.core.records.models import Sensitivity
from vern.hub.calendar.ports import DeadlineRule, Due, Item, Words
from vern.hub.calendar.rules import Timing
from vern.review.annual_report.capabilities import WRITE
from vern.review.annual_report.models import KIND, AnnualReport
from vern.review.annual_report.rules import publish_by


def drafts(subjects: Collection[int] | None) -> Iterator[Due]:
    """Reports that are begun and not published, for those who write them."""
    rows = AnnualReport.objects.filter(
        published_at=None, record__sensitivity__lt=Sensitivity.SEALED
    ).select_related("record__unit")
    people: dict[int, frozenset[int]] = {}
    for each in rows if subjects is None else rows.filter(pk__in=subjects):
        unit = each.record.unit
        if unit.pk not in people:
            people[unit.pk] = frozenset(person.pk for person in holders_of(WRITE, unit))
        yield Due(each.pk, publish_by(each.year), people[unit.pk], unit.pk, each.pk)


def in_words(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who write them: a draft is no one else's to read."""
    rows = AnnualReport.objects.filter(
        pk__in={each.subject for each in items}, published_at=None
    ).select_related("record__unit")
    drafts = {each.pk: each for each in rows.prefetch_related("record__parties")}
    return {
        item: Words(draft.record.title, kinds[KIND].url(draft.pk), draft.record.number)
        for item in items
        if (draft := drafts.get(item.subject)) and may(actor, WRITE, draft.record)
    }


RULES = (
    DeadlineRule(
        "annual_report.publish",
        _("Publish the annual report"),
        drafts,
        in_words,
        timing=Timing(remind_before=30, escalate_after=None),
    ),
)

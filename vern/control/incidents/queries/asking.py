"""Questions to units whether something concerns them: whom they await, and who may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import Inquiry, InquiryAnswer
from vern.control.incidents.queries.learning import answers_to
from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, RoleKey, Unit
from vern.core.org.queries import answered_by, line_of
from vern.core.records.access import holds
from vern.core.records.models import Record, Sensitivity


def all_who_answer(units: Iterable[Unit]) -> set[int]:
    """Ids of those who answer for the units today, and of their deputy leaders: two queries."""
    asked = list(units)
    held = Assignment.objects.filter(holding(clock.today()))
    line = {step for unit in asked for step in line_of(unit)}
    leaders = dict(
        held.filter(role=RoleKey.LEADER, unit__in=line).values_list("unit_id", "person_id")
    )
    found = {
        next((leaders[step] for step in reversed(line_of(unit)) if step in leaders), None)
        for unit in asked
    }
    deputies = held.filter(role=RoleKey.DEPUTY_LEADER, unit__in=asked)
    found |= set(deputies.values_list("person_id", flat=True))
    return {each for each in found if each is not None}


def asked_of(actor: Actor) -> QuerySet[InquiryAnswer]:
    """What the actor may answer: for units that they answer for today, or are deputy leader of."""
    if actor.person_id is None:
        return InquiryAnswer.objects.none()
    deputy = {post.unit_id for post in actor.posts if post.role == RoleKey.DEPUTY_LEADER}
    return InquiryAnswer.objects.filter(
        unit__in=answered_by(actor) | deputy,
        inquiry__incident__record__sensitivity__lt=Sensitivity.PARTIES,
    ).select_related("unit", "inquiry")


def awaiting(actor: Actor, limit: int) -> list[InquiryAnswer]:
    """What the actor has not answered yet, the nearest day first."""
    return list(asked_of(actor).filter(concerns=None).order_by("inquiry__answer_by", "pk")[:limit])


@dataclass(frozen=True)
class Asked:
    """A question as a reader meets it. `own`: what they may answer. `record`: where they may read
    the report that it springs from."""

    inquiry: Inquiry
    answers: list[InquiryAnswer]
    own: list[InquiryAnswer]
    record: Record | None

    @property
    def open(self) -> bool:
        return any(each.concerns is None for each in self.own)


def inquiry_for(actor: Actor, pk: int) -> Asked:
    """Raises Http404 for those who neither read the report nor are asked."""
    inquiry = (
        Inquiry.objects.filter(pk=pk)
        .select_related("asked_by", "incident__record__unit")
        .prefetch_related("incident__record__parties")
        .first()
    )
    if inquiry is None:
        raise Http404
    record = inquiry.incident.record
    reads = holds(actor, SEE, record)
    own = list(asked_of(actor).filter(inquiry=inquiry))
    if not reads and not own:
        raise Http404
    return Asked(inquiry, answers_to(inquiry), own, record if reads else None)

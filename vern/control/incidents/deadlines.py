"""By which rules something falls due in reports, and what each reader may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import InquiryAnswer
from vern.control.incidents.notices import page
from vern.control.incidents.queries import deadlines
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import answered_by
from vern.core.records.composed import reads
from vern.core.records.models import Record, Sensitivity, State
from vern.hub.calendar.ports import AT_ONCE, DeadlineRule, Item, Words
from vern.hub.calendar.rules import Timing

TO_HANDLE: Final = "incidents.to_handle"


def of_reports(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who read the report whole, while it is not sealed. One query."""
    rows = Record.objects.filter(
        pk__in={each.record_id for each in items}, sensitivity__lt=Sensitivity.SEALED
    )
    held = rows.annotate(held=reads(actor, "records_record.id")).filter(held=True)
    found = {record.pk: record for record in held.only("number", "title", "state")}
    return {
        item: Words(record.title, page(record.pk), record.number)
        for item in items
        if (record := found.get(item.record_id))
        and (item.rule != TO_HANDLE or record.state == State.OPEN)
    }


def of_inquiries(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who are asked, in the words that are meant for them; and for those who read the
    report that the question springs from."""
    rows = InquiryAnswer.objects.filter(
        pk__in={each.subject for each in items},
        concerns=None,
        inquiry__incident__record__sensitivity__lt=Sensitivity.PARTIES,
    ).select_related("inquiry")
    answers = rows.annotate(held=reads(actor, "incidents_inquiry.incident_id"))
    own = answered_by(actor) | {
        post.unit_id for post in actor.posts if post.role == RoleKey.DEPUTY_LEADER
    }
    found = {each.pk: each for each in answers if each.held or each.unit_id in own}
    return {
        item: Words(answer.inquiry.subject, reverse("incidents:inquiry", args=[answer.inquiry_id]))
        for item in items
        if (answer := found.get(item.subject))
    }


RULES = (
    DeadlineRule(
        "incidents.stop",
        _("Decide on stopped work"),
        deadlines.stops,
        of_reports,
        paragraph="AML § 6-3",
        timing=AT_ONCE,
    ),
    DeadlineRule(
        "incidents.to_tell",
        _("Someone must be told by law"),
        deadlines.tellings,
        of_reports,
        paragraph=_("AML § 5-2, or the law that the report names"),
        timing=AT_ONCE,
    ),
    DeadlineRule(
        TO_HANDLE,
        _("A report to handle"),
        deadlines.to_handle,
        of_reports,
        paragraph="IK-forskriften § 5 nr. 7",
    ),
    DeadlineRule(
        "incidents.question",
        _("Answer the safety representative"),
        deadlines.questions,
        of_reports,
        paragraph="AML § 6-2",
        timing=Timing(remind_before=2, escalate_after=7),
    ),
    DeadlineRule(
        "incidents.objection",
        _("Answer an objection to closing"),
        deadlines.objections,
        of_reports,
        paragraph="AML § 6-2",
        timing=Timing(remind_before=3, escalate_after=7),
    ),
    DeadlineRule(
        "incidents.not_enough",
        _("Look again at an answer that was not good enough"),
        deadlines.answers_not_enough,
        of_reports,
    ),
    DeadlineRule(
        "incidents.inquiry",
        _("Does something concern your unit?"),
        deadlines.inquiries,
        of_inquiries,
        timing=Timing(remind_before=2, escalate_after=14),
    ),
)
"""AML § 6-2: the safety representative is to be heard; § 6-3: the employer decides on a stop; § 5-2:
serious injuries are told of at once."""

"""Letting others learn: root causes, lessons, and asking units whether it concerns them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from vern.control.incidents.models import Incident, Inquiry, InquiryAnswer, Lesson, RootCause
from vern.control.incidents.queries import asking
from vern.control.incidents.queries.learning import can_be_shared, may_ask, may_share, to_be_asked
from vern.control.incidents.services.common import SAME_FORM, locked
from vern.core.history.services import note, refuse_unseen
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.links import choose
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Record, Sensitivity

TIME_FOR_MEASURE = dt.timedelta(days=30)
"""From the day by which the units are to answer; the one who is responsible may change it."""

TITLE_LENGTH = 200
CAUSES_SOUGHT = "incident.causes_sought"


@transaction.atomic
def set_root_causes(
    *,
    actor: Actor,
    record: Record,
    causes: Mapping[RootCause.Branch, Sequence[str]],
    seen: int | None = None,
) -> None:
    """Say why it happened, all branches at once. The same causes twice change nothing. Raises
    ChangedMeanwhile where someone has said so since `seen`."""
    if not may_share(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    _refuse_settled_elsewhere(record, incident)
    refuse_unseen(record, CAUSES_SOUGHT, seen=seen)
    now = [
        (str(branch), number, text)
        for branch in RootCause.Branch
        for number, text in enumerate(causes.get(branch, ()))
    ]
    former = list(incident.root_causes.order_by("branch", "order"))
    if sorted((each.branch, each.order, each.text) for each in former) == sorted(now):
        return
    incident.root_causes.all().delete()
    RootCause.objects.bulk_create(
        RootCause(incident=incident, branch=branch, order=order, text=text)
        for branch, order, text in now
    )
    before = "\n".join(f"{each.get_branch_display()} {each.text}" for each in former)
    note(
        CAUSES_SOUGHT,
        actor=actor,
        record=record,
        facts={"causes": len(now)},
        texts={"root_causes": before} if before else None,
    )


def _refuse_settled_elsewhere(record: Record, incident: Incident) -> None:
    if incident.merged_into_id is not None or record.sensitivity == Sensitivity.SEALED:
        raise Refused(_("Someone has already changed this report. See how it stands now."))


@dataclass(frozen=True)
class NewLesson:
    """What others should know, and who: everyone, or the units."""

    title: str
    what_happened: str
    what_we_learned: str
    for_everyone: bool = False
    units: Sequence[Unit] = ()


@transaction.atomic
def publish_lesson(*, actor: Actor, record: Record, new: NewLesson) -> Lesson:
    """Publish a lesson. The same one twice within ten minutes is a form that was sent twice.

    Raises Refused for a report that is for named people only, or not taken up, and without anyone
    to publish it to; PermissionDenied for those who do not handle the report.
    """
    if not may_share(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    _refuse_unshared(record, incident)
    if not new.for_everyone and not new.units:
        raise Refused(_("Choose who it is for."), field="units")
    texts = {
        "title": new.title,
        "what_happened": new.what_happened,
        "what_we_learned": new.what_we_learned,
    }
    same = incident.lessons.filter(
        **texts, withdrawn_at=None, published_at__gt=clock.now() - SAME_FORM
    ).first()
    if same is not None:
        return same
    lesson: Lesson = incident.lessons.create(
        **texts,
        for_everyone=new.for_everyone,
        published_at=clock.now(),
        published_by_id=actor.person_id,
    )
    units = [] if new.for_everyone else list(new.units)
    choose(lesson.units, units)
    note(
        "incident.lesson_published",
        actor=actor,
        record=record,
        facts={
            "lesson": lesson.pk,
            "everyone": new.for_everyone,
            "units": ",".join(sorted(each.code for each in units)),
        },
    )
    return lesson


def _refuse_unshared(record: Record, incident: Incident) -> None:
    if record.sensitivity >= Sensitivity.PARTIES:
        raise Refused(
            _("This report is for named people only. Nothing from it can be shared with others.")
        )
    if not can_be_shared(record, incident):
        raise Refused(_("Only what is in work or closed can be shared with others."))


@transaction.atomic
def withdraw_lesson(*, actor: Actor, record: Record, lesson: Lesson) -> None:
    """Nobody but those who handle the report reads it any more; where the report's words have been
    erased, nobody at all. Doing it twice changes nothing."""
    if not may_share(actor, record):
        raise PermissionDenied
    of_it = Lesson.objects.filter(incident=record.pk)
    found = of_it.select_for_update().filter(pk=lesson.pk, withdrawn_at=None).first()
    if found is None:
        return
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    if record.erased_at is not None:
        found.delete()
    note("incident.lesson_withdrawn", actor=actor, record=record, facts={"lesson": lesson.pk})


@dataclass(frozen=True)
class NewInquiry:
    """What units are asked, in words that they may read."""

    about: Inquiry.About
    subject: str
    text: str
    answer_by: dt.date
    units: Sequence[Unit]


@transaction.atomic
def ask_units(*, actor: Actor, record: Record, new: NewInquiry) -> Inquiry:
    """Ask units whether it concerns them; those who answer for them, and deputies, are told.

    The same question twice within ten minutes is a form that was sent twice. Raises Refused where
    it was not dangerous, is not taken up, is for named people only or the day has passed;
    PermissionDenied for those who neither handle it nor ask units there.
    """
    if not may_ask(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    _refuse_asking(record, incident, new)
    same = incident.inquiries.filter(
        subject=new.subject, text=new.text, asked_at__gt=clock.now() - SAME_FORM
    ).first()
    if same is not None:
        return same
    inquiry: Inquiry = incident.inquiries.create(
        about=new.about,
        subject=new.subject,
        text=new.text,
        answer_by=new.answer_by,
        asked_at=clock.now(),
        asked_by_id=actor.person_id,
    )
    units = [each for each in dict.fromkeys(new.units) if each.pk != record.unit_id]
    InquiryAnswer.objects.bulk_create(InquiryAnswer(inquiry=inquiry, unit=each) for each in units)
    note(
        "incident.units_asked",
        actor=actor,
        record=record,
        facts={
            "inquiry": inquiry.pk,
            "units": ",".join(sorted(each.code for each in units)),
            "answer_by": new.answer_by.isoformat(),
        },
    )
    people = asking.all_who_answer(units)
    tell("incident.does_it_concern_you", people, record=record, facts={"inquiry": inquiry.pk})
    return inquiry


def _refuse_asking(record: Record, incident: Incident, new: NewInquiry) -> None:
    _refuse_unshared(record, incident)
    if not to_be_asked(incident):
        raise Refused(
            _("Units are asked where it was, or could have been, dangerous. Assess it first.")
        )
    if not any(each.pk != record.unit_id for each in new.units):
        raise Refused(_("Choose at least one other unit."), field="units")
    if new.answer_by < clock.today():
        raise Refused(_("This day has passed."), field="answer_by")


@transaction.atomic
def answer_inquiry(*, actor: Actor, answer: InquiryAnswer, concerns: bool) -> InquiryAnswer:
    """A unit answers. Yes becomes a measure there, in the neutral words of the question.

    The same answer twice changes nothing, and a no may become a yes. Raises Refused for a yes that
    becomes a no: the measure stands. PermissionDenied for those who do not answer for the unit.
    """
    if not asking.asked_of(actor).filter(pk=answer.pk).exists():
        raise PermissionDenied
    answer = (
        InquiryAnswer.objects.select_for_update(of=("self",))
        .select_related("unit", "inquiry__incident__record")
        .get(pk=answer.pk)
    )
    if answer.concerns == concerns:
        return answer
    if answer.concerns:
        raise Refused(_("It has become a measure at your unit. Mark the measure as done instead."))
    record = answer.inquiry.incident.record
    answer.concerns, answer.answered_at = concerns, clock.now()
    answer.answered_by_id = actor.person_id
    if concerns:
        answer.measure = _measure(actor, record, answer)
    answer.save()
    note(
        "incident.unit_answered",
        actor=actor,
        record=record,
        facts={
            "inquiry": answer.inquiry_id,
            "unit": answer.unit.code,
            "concerns": concerns,
        },
    )
    return answer


def _measure(actor: Actor, record: Record, answer: InquiryAnswer) -> Measure:
    words = _("Check and put right: %(subject)s") % {"subject": answer.inquiry.subject}
    return measures.decide(
        actor=actor,
        record=record,
        plan=measures.Plan(
            type=Measure.Type.PREVENTIVE,
            title=words[:TITLE_LENGTH],
            plan_text=words[:TITLE_LENGTH],
            responsible=measures.Post(answer.unit),
            due_on=max(clock.today(), answer.inquiry.answer_by) + TIME_FOR_MEASURE,
            unit=answer.unit,
        ),
    )

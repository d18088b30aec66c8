"""In which risk assessments a person takes part, and what they did not agree with."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.plan.risk.models import Disagreement, Participant


def _took_part(actor: Actor) -> Iterable[Row]:
    """Of assessments that the person sees."""
    seen = Record.objects.visible_to(actor).values("pk")
    found = Participant.objects.filter(person=actor.person_id, assessment__in=seen)
    for each in found.select_related("assessment__record").order_by("-assessment"):
        record = each.assessment.record
        yield record.number, record.title, each.get_part_display(), record.opened_at


def _disagreed(actor: Actor) -> Iterable[Row]:
    found = Disagreement.objects.filter(by=actor.person_id).select_related("assessment__record")
    for each in found.order_by("-raised_at"):
        yield each.assessment.record.number, each.text, each.raised_at, each.answer


def register() -> None:
    personal_data.add(
        PersonalData(
            "risk.participants",
            _("Risk assessments you take part in"),
            _("As leader, safety representative, or because you do the work."),
            (
                ("number", _("Number")),
                ("title", _("Title")),
                ("part", _("Your part")),
                ("started", _("Started")),
            ),
            _took_part,
            order=45,
        ),
        PersonalData(
            "risk.disagreements",
            _("What you did not agree with in risk assessments"),
            _("Your words, and the answer."),
            (
                ("number", _("Number")),
                ("text", _("What you wrote")),
                ("raised", _("When")),
                ("answer", _("Answer")),
            ),
            _disagreed,
            order=46,
        ),
    )

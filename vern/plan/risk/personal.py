"""In which risk assessments a person takes part, and what they did not agree with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.together import ask
from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.plan.risk.models import Disagreement, Participant


def _both(actor: Actor) -> dict[str, list[Any]]:
    """Both tables and their records in one question, asked once for an actor."""
    if "risk.personal" not in actor.known:
        seen = Record.objects.visible_to(actor).values("pk")
        parts = Participant.objects.filter(person=actor.person_id, assessment__in=seen)
        raised = Disagreement.objects.filter(by=actor.person_id)
        actor.known["risk.personal"] = ask(
            parts=parts.order_by("-assessment"),
            raised=raised.order_by("-raised_at"),
            records=Record.objects.filter(
                Q(pk__in=parts.values("assessment")) | Q(pk__in=raised.values("assessment"))
            ),
        )
    found: dict[str, list[Any]] = actor.known["risk.personal"]
    return found


def _records(read: dict[str, list[Any]]) -> dict[int, Record]:
    return {each.pk: each for each in read["records"]}


def _took_part(actor: Actor) -> Iterable[Row]:
    """Of assessments that the person sees."""
    read = _both(actor)
    records = _records(read)
    for each in read["parts"]:
        record = records[each.assessment_id]
        yield record.number, record.title, each.get_part_display(), record.opened_at


def _disagreed(actor: Actor) -> Iterable[Row]:
    read = _both(actor)
    records = _records(read)
    for each in read["raised"]:
        yield records[each.assessment_id].number, each.text, each.raised_at, each.answer


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

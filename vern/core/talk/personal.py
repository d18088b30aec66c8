"""What a person has said about records."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.core.talk.models import Comment


def _said(actor: Actor) -> Iterable[Row]:
    """In records that the person still sees. What is confided stays in its record, which few open."""
    seen = Record.objects.visible_to(actor).values("pk")
    found = Comment.objects.filter(author=actor.person_id, confided=False, record__in=seen)
    for each in found.select_related("record").order_by("-at", "-pk"):
        yield each.record.number, each.text, each.at


def register() -> None:
    personal_data.add(
        PersonalData(
            "comments",
            _("What you have written in records"),
            _("Comments and questions. What was said in confidence stands in its record only."),
            (("number", _("Number")), ("text", _("Text")), ("at", _("When"))),
            _said,
            order=50,
        )
    )

"""What rounds store about a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.plan.rounds.models import Mark, Participant, Signature, Wish


def _parts(actor: Actor) -> Iterable[Row]:
    rows = Participant.objects.filter(person=actor.person_id).select_related("round__record__unit")
    for each in rows.order_by("-round__day", "-pk"):
        record = each.round.record
        yield record.number, record.unit.name, each.round.day, each.get_part_display()


def _wishes(actor: Actor) -> Iterable[Row]:
    rows = Wish.objects.filter(person=actor.person_id).select_related("round__record")
    for each in rows.order_by("-at", "-pk"):
        yield each.round.record.number, each.at, each.place, each.text, each.answer


def _marks(actor: Actor) -> Iterable[Row]:
    rows = Mark.objects.filter(person=actor.person_id).exclude(comment="")
    for each in rows.select_related("round__record", "area").order_by("-received_at"):
        yield each.round.record.number, each.received_at, each.area.name, each.comment


def _signatures(actor: Actor) -> Iterable[Row]:
    rows = Signature.objects.filter(person=actor.person_id).select_related("round__record")
    for each in rows.order_by("-at", "-pk"):
        yield each.round.record.number, each.get_by_display(), each.at, each.withdrawn_at


def register() -> None:
    number = ("number", _("Number"))
    personal_data.add(
        PersonalData(
            "round_parts",
            _("HSE rounds you take part in"),
            _("Those that you have been asked to take part in, and as what."),
            (number, ("unit", _("Unit")), ("day", _("Day")), ("part", _("As"))),
            _parts,
            order=60,
        ),
        PersonalData(
            "round_wishes",
            _("What you wanted HSE rounds to look at"),
            _("What you sent without your name is stored without it, and is not here."),
            (
                number,
                ("at", _("When")),
                ("place", _("Where")),
                ("text", _("What")),
                ("answer", _("Answer")),
            ),
            _wishes,
            order=61,
        ),
        PersonalData(
            "round_comments",
            _("What you noted on HSE rounds"),
            _("Your comments, with when they were received."),
            (number, ("at", _("When")), ("place", _("Where")), ("comment", _("Comment"))),
            _marks,
            order=62,
        ),
        PersonalData(
            "round_signatures",
            _("HSE rounds you have signed"),
            _("A signature is withdrawn when something came in after it."),
            (number, ("as", _("As")), ("at", _("When")), ("withdrawn", _("Withdrawn"))),
            _signatures,
            order=63,
        ),
    )

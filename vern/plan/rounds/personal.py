"""What rounds store about a person."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.together import ask, relate
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.plan.rounds.models import Area, Mark, Participant, Round, Signature, Wish


def _all(actor: Actor) -> dict[str, list[Any]]:
    """All tables, with what they point to, in one question, asked once for an actor."""
    if "rounds.personal" in actor.known:
        known: dict[str, list[Any]] = actor.known["rounds.personal"]
        return known
    me = actor.person_id
    own: dict[str, QuerySet[Any, Any]] = {
        "parts": Participant.objects.filter(person=me).order_by("-round__day", "-pk"),
        "wishes": Wish.objects.filter(person=me).order_by("-at", "-pk"),
        "marks": Mark.objects.filter(person=me).exclude(comment="").order_by("-received_at"),
        "signatures": Signature.objects.filter(person=me).order_by("-at", "-pk"),
    }
    about = reduce(or_, (Q(pk__in=rows.order_by().values("round")) for rows in own.values()))
    rounds = Round.objects.filter(about)
    records = Record.objects.filter(pk__in=rounds.order_by().values("pk"))
    found = ask(
        **own,
        rounds=rounds,
        records=records,
        units=Unit.objects.filter(pk__in=records.order_by().values("unit")),
        areas=Area.objects.filter(pk__in=own["marks"].order_by().values("area")),
    )
    relate(found["records"], "unit", _by_key(found["units"]))
    relate(found["rounds"], "record", _by_key(found["records"]))
    relate(found["marks"], "area", _by_key(found["areas"]))
    for name in own:
        relate(found[name], "round", _by_key(found["rounds"]))
    actor.known["rounds.personal"] = found
    return found


def _by_key(rows: Iterable[Any]) -> dict[int, Any]:
    return {each.pk: each for each in rows}


def _parts(actor: Actor) -> Iterable[Row]:
    for each in _all(actor)["parts"]:
        record = each.round.record
        yield record.number, record.unit.name, each.round.day, each.get_part_display()


def _wishes(actor: Actor) -> Iterable[Row]:
    for each in _all(actor)["wishes"]:
        yield each.round.record.number, each.at, each.place, each.text, each.answer


def _marks(actor: Actor) -> Iterable[Row]:
    for each in _all(actor)["marks"]:
        yield each.round.record.number, each.received_at, each.area.name, each.comment


def _signatures(actor: Actor) -> Iterable[Row]:
    for each in _all(actor)["signatures"]:
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

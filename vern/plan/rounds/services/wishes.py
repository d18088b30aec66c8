"""What people at the unit want looked at, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import SYSTEM, Actor
from vern.core.records.models import Record
from vern.plan.rounds.models import Round, Wish
from vern.plan.rounds.rules import OPEN_TO_WISHES, RoundState
from vern.plan.rounds.services.common import locked


@transaction.atomic
def wish(
    *, actor: Actor, round_: Round, text: str, key: UUID, place: str = "", nameless: bool = False
) -> Wish:
    """Say what to look at; the same form sent again is the same wish. A `nameless` one is stored and
    noted without who it was. Raises Refused once the walk is over."""
    known: Wish | None = Wish.objects.filter(round=round_, key=key).first()
    if known is not None:
        return known
    if RoundState(locked(round_.record).state) not in OPEN_TO_WISHES:
        raise Refused(_("The walk is over, so nobody reads this any more. Report it instead."))
    made: Wish = Wish.objects.create(
        round=round_,
        key=key,
        person_id=None if nameless else actor.person_id,
        text=text,
        place=place,
        at=clock.now(),
    )
    note("round.wished", actor=SYSTEM if nameless else actor, record=round_.record_id)
    return made


@transaction.atomic
def answer(*, actor: Actor, record: Record, wish: Wish, taken_up: bool, words: str = "") -> None:
    """Say what became of it: everyone at the unit reads the answer when the round is signed.

    Raises Refused where it is not taken up and no reason is given, and once the round is signed.
    """
    round_ = locked(record)
    if RoundState(round_.state) in (RoundState.SIGNED, RoundState.CALLED_OFF):
        raise Refused(_("The round is over."))
    if not taken_up and not words:
        raise Refused(_("Write why not. Everyone at the unit reads it."), field="words")
    wish.taken_up, wish.answer = taken_up, words
    wish.answered_at, wish.answered_by_id = clock.now(), actor.person_id
    wish.save(update_fields=["taken_up", "answer", "answered_at", "answered_by"])
    facts = {"wish": wish.pk, "taken_up": taken_up}
    note("round.wish_answered", actor=actor, record=record, facts=facts)

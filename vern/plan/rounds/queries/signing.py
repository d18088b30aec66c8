"""Whom a round that is to be signed waits for, as its page says it to its reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.plan.rounds.models import Signature
from vern.plan.rounds.queries.people import signs_as

By = Signature.By


def can_sign_as(actor: Actor, record: Record, signatures: Iterable[Signature]) -> list[By]:
    """As whom the actor may sign and nobody has; nothing where the actor has signed: two people do."""
    given = {each.by: each.person_id for each in signatures}
    if actor.person_id in given.values():
        return []
    return [each for each in signs_as(actor, record) if each not in given]


def waits_for(actor: Actor, signatures: Iterable[Signature], own: Collection[By]) -> str:
    """Who has signed, and who has not; empty where both have. `own`: as whom the reader can sign."""
    given = {By(each.by): each.person_id == actor.person_id for each in signatures}
    if not given:
        return _neither(own)
    if By.LEADER not in given:
        return _the_leader(reader_signed=given[By.REPRESENTATIVE], own=bool(own))
    if By.REPRESENTATIVE not in given:
        return _the_representative(reader_signed=given[By.LEADER], own=bool(own))
    return ""


def _neither(own: Collection[By]) -> str:
    if By.LEADER in own:
        return _("Waits for you and the safety representative to sign.")
    if By.REPRESENTATIVE in own:
        return _("Waits for you and the leader to sign.")
    return _("Waits for the leader and the safety representative to sign.")


def _the_leader(*, reader_signed: bool, own: bool) -> str:
    if own:
        return _("The safety representative has signed. Waits for you, as leader.")
    if reader_signed:
        return _("You have signed. Waits for the leader.")
    return _("The safety representative has signed. Waits for the leader.")


def _the_representative(*, reader_signed: bool, own: bool) -> str:
    if own:
        return _("The leader has signed. Waits for you, as safety representative.")
    if reader_signed:
        return _("You have signed. Waits for the safety representative.")
    return _("The leader has signed. Waits for the safety representative.")

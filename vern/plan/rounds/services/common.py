"""What all verbs of rounds need."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.records import services as records
from vern.core.records.models import Record
from vern.plan.rounds.models import Round
from vern.plan.rounds.rules import RoundState, after, can


def locked(record: Record) -> Round:
    """The round as it is now, locked with its record until the transaction ends: one query. Raises
    Refused for one that has been erased."""
    rows = Round.objects.select_related("record__unit")
    found: Round = rows.select_for_update(of=("record", "self")).get(pk=record.pk)
    records.refuse_erased(found.record)
    return found


def move(round_: Round, verb: str, *fields: str) -> None:
    """Let it be in the state that the verb leads to. Raises Refused where it cannot."""
    if not can(verb, RoundState(round_.state)):
        raise Refused(_("This cannot be done now. See how the round stands."))
    round_.state = after(verb)
    round_.save(update_fields=["state", *fields])

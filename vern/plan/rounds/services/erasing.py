"""What a round holds of words and persons, taken away when it is erased: what is counted stays."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from vern.core.records.models import Record
from vern.plan.rounds.models import Round
from vern.plan.rounds.rules import Outcome, RoundState

ERASED: Final = "[…]"
"""What stands where a reason must."""


@transaction.atomic
def erase(record: Record) -> None:
    """Rooms, points, verdicts, what became of findings and the days stay. The files themselves, the
    parties and the history are taken away by those whose they are."""
    round_ = Round.objects.get(pk=record.pk)
    round_.photos.all().delete()
    round_.participants.all().delete()
    round_.signatures.all().delete()
    round_.marks.update(comment="", person=None)
    round_.wishes.update(text="", place="", person=None, answer=ERASED, answered_by=None)
    round_.findings.update(words="", settled_by=None)
    round_.findings.exclude(outcome=Outcome.NOT_NOW).update(reason="")
    round_.findings.filter(outcome=Outcome.NOT_NOW).update(reason=ERASED)
    round_.notes = round_.meet = ""
    if round_.state == RoundState.CALLED_OFF:
        round_.called_off_because = ERASED
    round_.save(update_fields=["notes", "meet", "called_off_because"])

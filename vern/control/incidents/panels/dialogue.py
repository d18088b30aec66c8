"""What the one who reported and those who handle it say to each other, and how the answer was
received."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries import voices
from vern.control.incidents.queries.show import Report
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.models import Party, Record, State


def own(actor: Actor, record: Record) -> dict[str, Any]:
    """The reporter's own part: the dialogue, and whether the answer was good enough."""
    found = voices.dialogue(actor, record)
    answer = voices.answer_to_judge(record.incident) if record.state == State.CLOSED else None
    again_by = answer.looked_at_by if answer and voices.unanswered(answer, found.said) else None
    return {
        "record": record,
        "said": found.said,
        "questions": found.questions,
        "answer": answer,
        "again_by": again_by,
        "again_late": again_by is not None and again_by < clock.today(),
    }


def build_own(actor: Actor, report: Report) -> dict[str, Any] | None:
    """For one who reported it and also reads it whole."""
    if not voices.speaks_as_reporter(actor, report.record):
        return None
    return own(actor, report.record)


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """For those who handle or read it; its reporter has a part of their own."""
    record = report.record
    if voices.speaks_as_reporter(actor, record):
        return None
    said = voices.dialogue(actor, record).said
    asks = voices.may_write_to_reporter(actor, record) and any(
        party.part == Party.Part.REPORTER for party in record.parties.all()
    )
    return {"said": said, "asks": asks, "record": record} if said or asks else None


def build_verdict(actor: Actor, report: Report) -> dict[str, Any] | None:  # noqa: ARG001 (as all panels)
    """The one who reported is not content with the answer that stands."""
    record = report.record
    if record.state != State.CLOSED:
        return None
    answer = voices.answer_to_judge(report.incident)
    if answer is None or answer.good_enough is not False:
        return None
    return {"answer": answer}

"""The safety representative's voice: what is said among those who read it whole, and what stands
between the report and its end."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries import voices
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor
from vern.core.records.models import State


def build_stops(actor: Actor, report: Report) -> dict[str, Any] | None:
    """Dangerous work that is stopped, or that the one who reported says they stopped."""
    stops = voices.stops(report.incident)
    standing = [stop for stop in stops if stop.decided_at is None]
    told = report.incident.stopped_work and not stops
    if not standing and not told:
        return None
    return {
        "standing": standing,
        "told": told,
        "decides": bool(standing) and voices.may_decide(actor, report.record),
        "record": report.record,
    }


def build_objections(actor: Actor, report: Report) -> dict[str, Any] | None:
    """Objections to closing that await an answer."""
    standing = [each for each in voices.objections(report.incident) if each.answered_at is None]
    if not standing:
        return None
    return {
        "standing": standing,
        "answers": voices.may_answer_objection(actor, report.record),
        "closed": report.record.state == State.CLOSED,
        "record": report.record,
    }


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """Comments, questions and their answers; stops and objections that are settled. Nothing is
    added where the report is handled with another."""
    record = report.record
    merged = report.incident.merged_into is not None
    represents = voices.represents(actor, record)
    objections = voices.objections(report.incident)
    days = report.policy.days_to_object
    stops = voices.stops(report.incident)
    exchanges = voices.exchanges(actor, record)
    if merged and not (exchanges or stops or objections):
        return None
    return {
        "exchanges": exchanges,
        "stops": [stop for stop in stops if stop.decided_at],
        "objections": [each for each in objections if each.answered_at],
        "represents": represents and not merged,
        "comments": not merged,
        "objects": voices.may_object(actor, record, report.incident, days),
        "until": voices.objected_until(record, days),
        "record": record,
    }

"""A report that is taken from something else: a finding of an HSE round."""

from __future__ import annotations

from collections.abc import Mapping

from vern.control.incidents.forms.report import ReportForm
from vern.core.org.middleware import ActorRequest
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record
from vern.core.records.offers import Origin, origin

OFFER = "report"
"""The key of the offer."""

WORDS = "words"
"""What the address says of what was found, to begin with."""

LONGEST = 500


def source(request: ActorRequest, given: Mapping[str, str]) -> Origin | None:
    """What the report is taken from, if the reader may: by the address or by the form."""
    return origin(request.actor, OFFER, given)


def begin(form: ReportForm, source: Origin, given: Mapping[str, str]) -> None:
    """Where it was found, and what was said of it, are filled in."""
    form.initial["unit"] = str(source.record.unit_id)
    if words := given.get(WORDS, "").strip()[:LONGEST]:
        form.initial["description"] = words


def remember(request: ActorRequest, source: Origin | None, record: Record) -> None:
    """The two hang together from now on; doing it twice changes nothing."""
    if source is not None:
        link(
            actor=request.actor,
            a=source.record,
            b=record,
            kind=LinkKind.LED_TO,
            part=source.part,
        )

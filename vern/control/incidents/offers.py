"""What is offered from the pages of other records: to report what was found there."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import REPORT
from vern.core.org.actors import Actor
from vern.core.records.access import holds
from vern.core.records.kinds import kinds
from vern.core.records.models import Record
from vern.core.records.offers import Offer, offers

REPORT_IT: Final = "incidents.report"


def _may(actor: Actor, record: Record) -> bool:
    return actor.has(REPORT) and holds(actor, kinds[record.kind].see, record)


def register() -> None:
    offers.add(
        Offer(
            REPORT_IT,
            _("Report it"),
            frozenset({"round", "risk", "change"}),
            "incidents:report",
            _may,
            order=30,
        )
    )

"""The report form, offered where one is: from the pages of other records, and without coverage."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import REPORT
from vern.core.kernel.offline import OfflinePage, offline_pages
from vern.core.org.actors import Actor
from vern.core.records.access import holds
from vern.core.records.kinds import kinds
from vern.core.records.models import Record
from vern.core.records.offers import Offer, offers

REPORT_IT: Final = "incidents.report"


def _may(actor: Actor, record: Record) -> bool:
    return actor.has(REPORT) and holds(actor, kinds[record.kind].see, record)


def _may_open(request: HttpRequest) -> bool:
    """Whoever may report; a stranger is asked to sign in where the institution wants names."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is None or actor.has(REPORT) or not actor.signed_in


def register() -> None:
    offline_pages.add(
        OfflinePage(
            "report",
            "incidents:report",
            "incidents:report_shell",
            _("Report without coverage"),
            visible=_may_open,
        )
    )
    offers.add(
        Offer(
            REPORT_IT,
            _("Report it as an incident"),
            frozenset({"round", "risk", "change"}),
            "incidents:report",
            _may,
            order=30,
        )
    )

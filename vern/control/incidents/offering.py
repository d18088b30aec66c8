"""The report form, offered where one is: from other records, and without coverage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import REPORT
from vern.core.kernel.offline import OfflinePage, offline_pages
from vern.core.records.offers import Offer, offers


def register() -> None:
    offline_pages.add(
        OfflinePage(
            "report",
            "incidents:report",
            "incidents:report_shell",
            _("Report without coverage"),
        )
    )
    offers.add(
        Offer(
            "report",
            _("Report it as an incident"),
            frozenset({"round"}),
            "incidents:report",
            lambda actor, _record: actor.has(REPORT),
            order=20,
        )
    )

"""What the annual report gives to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import capabilities
from vern.core.records.kinds import Kind, kinds
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.hub.calendar.ports import deadline_rules
from vern.hub.desk.ports import Shortcut, shortcuts
from vern.review.annual_report.capabilities import OWN, WRITE
from vern.review.annual_report.deadlines import RULES
from vern.review.annual_report.models import KIND


def page(pk: int) -> str:
    return reverse("annual_report:of_record", args=[pk])


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.actor.signed_in)  # type: ignore[attr-defined]


def register() -> None:
    capabilities.add(*OWN)
    deadline_rules.add(*RULES)
    # Everyone reads what is published (queries.readable); the case behind it is the writers'.
    kinds.add(Kind(KIND, _("Annual report"), "RAP", WRITE, page, handle=WRITE))
    retention_kinds.add(
        RetentionKind(
            "annual_reports",
            KIND,
            _("Annual reports"),
            _("Public documents of lasting value. They are never erased here."),
            "arkivlova",
        )
    )
    verbs.add(
        Verb("report.started", _("Started the report")),
        Verb("report.section_written", _("Wrote a section")),
        Verb("report.published", _("Published the report")),
    )
    menu.add(MenuItem("annual_report", _("Annual report"), "annual_report:list", 60, _signed_in))
    shortcuts.add(
        Shortcut(
            "annual_report",
            _("Annual report"),
            _("What the institution says of its year. Read it or download it."),
            lambda _actor: reverse("annual_report:list"),
            order=70,
        )
    )

"""The list in which a reader finds a report again."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import RECEIVE_WHISTLEBLOWING, SEE
from vern.core.org.actors import Actor
from vern.core.records.access import parts_of
from vern.core.records.models import Party, Record, Sensitivity


@dataclass(frozen=True)
class Home:
    """A page to go back to."""

    label: str
    url: str


def home_of(actor: Actor, record: Record) -> Home | None:
    """What was received as whistleblowing, the reports that one may see, or one's own; one's work
    where one reads it for one's name in it alone. None for whoever holds its code."""
    if record.sensitivity == Sensitivity.SEALED and actor.has(RECEIVE_WHISTLEBLOWING):
        return Home(_("Received as whistleblowing"), reverse("incidents:received"))
    if actor.has(SEE):
        return Home(_("Reports"), reverse("incidents:list"))
    if not actor.signed_in:
        return None
    if Party.Part.REPORTER in parts_of(actor, record):
        return Home(_("My reports"), reverse("incidents:mine"))
    return Home(_("My work"), reverse("desk:mine"))

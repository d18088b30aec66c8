"""Photos and files that come after the report, and those that should not have come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.voices import speaks_as_reporter
from vern.control.incidents.services.common import locked, refuse_settled
from vern.control.incidents.services.contested import handlers_of, tell_readers
from vern.core.files.models import Attachment
from vern.core.files.services import attach, remove
from vern.core.files.uploads import NewAttachment
from vern.core.history.services import note
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Record

MOST_FILES: Final = 100
"""Of one report, over its whole life."""


@transaction.atomic
def add_files(
    *, actor: Actor, record: Record, attachments: Sequence[NewAttachment]
) -> list[Attachment]:
    """Add photos and files to an open report. What the reporter adds, its handlers are told of.

    What it has already is not added twice. Raises Refused where there is nothing to add, too much,
    or the report is closed; PermissionDenied for those who neither handle nor reported it.
    """
    as_reporter = speaks_as_reporter(actor, record)
    if not (as_reporter or may(actor, HANDLE, record)):
        raise PermissionDenied
    record, incident = locked(record)
    refuse_settled(incident)
    if not attachments:
        raise Refused(_("Choose at least one photo or file."), field="attached")
    held = set(Attachment.objects.kept().filter(record=record).values_list("digest", flat=True))
    new = [each for each in attachments if each.digest not in held]
    if len(held) + len(new) > MOST_FILES:
        raise Refused(_("The report has too many photos and files already."), field="attached")
    added = [attach(actor=actor, record=record, new=each) for each in new]
    if added:
        note("incident.files_added", actor=actor, record=record, facts={"files": len(added)})
        if as_reporter:
            tell_readers("incident.reporter_wrote", handlers_of(record), actor=actor, record=record)
    return added


@transaction.atomic
def remove_file(*, actor: Actor, record: Record, attachment: Attachment) -> None:
    """Take away what should not be there, whatever the report's state: it is deleted for good.

    Removing it twice changes nothing. Raises PermissionDenied for those who do not handle it.
    """
    if attachment.record_id != record.pk or not may(actor, HANDLE, record):
        raise PermissionDenied
    record, _incident = locked(record)
    if Attachment.objects.kept().filter(pk=attachment.pk).exists():
        remove(actor=actor, attachment=attachment)
        facts = {"file": attachment.pk, "photo": attachment.is_photo}
        note("incident.file_removed", actor=actor, record=record, facts=facts)

"""Viruses: what is attached is scanned where ClamAV is configured. Our own photos need it not: they
are drawn anew, pixel by pixel."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from vern.core.files import clamd
from vern.core.files.clamd import ScannerDownError
from vern.core.files.models import Attachment, Scan
from vern.core.kernel import clock
from vern.core.kernel.events import publish
from vern.core.records.events import FileInfected

log = logging.getLogger(__name__)


def configured() -> bool:
    return bool(settings.VERN_CLAMD)


def to_be_scanned(attachment: Attachment) -> bool:
    """Whether a new file is to be scanned before anyone opens it."""
    return configured() and not attachment.is_photo


def held_back(attachment: Attachment) -> Scan | None:
    """Why a file cannot be opened now; None where it can.

    One that is not scanned yet is scanned at once. While the scanner is down it stays closed: who
    attaches a file may be anyone.
    """
    if attachment.scan == Scan.INFECTED:
        return Scan.INFECTED
    if attachment.scan == Scan.CLEAN or not to_be_scanned(attachment):
        return None
    try:
        found = scan(attachment)
    except ScannerDownError as error:
        log.warning("A file cannot be opened, because the scanner is down: %s", error)
        return Scan.WAITING
    except FileNotFoundError:
        return None  # there is nothing to open
    return None if found is Scan.CLEAN else found


def scan(attachment: Attachment) -> Scan:
    """Scan a file and keep what was found, for every record that has it. Raises ScannerDownError,
    and FileNotFoundError where its bytes are gone."""
    with default_storage.open(attachment.path) as content:
        threat = clamd.scan(
            content.chunks(), address=settings.VERN_CLAMD, timeout=settings.VERN_CLAMD_TIMEOUT
        )
    return _keep(attachment, threat)


@transaction.atomic
def _keep(attachment: Attachment, threat: str) -> Scan:
    found = Scan.INFECTED if threat else Scan.CLEAN
    same = Attachment.objects.kept().filter(digest=attachment.digest).select_for_update()
    for each in same.exclude(scan=found):
        each.scan, each.threat, each.scanned_at = found, threat[:200], clock.now()
        each.save(update_fields=["scan", "threat", "scanned_at"])
        if found is Scan.INFECTED:
            publish(FileInfected(each.record_id, each.pk))
    attachment.scan, attachment.threat = found, threat[:200]
    return found


def scan_by_key(pk: int) -> None:
    """Scan one file, unless it is scanned or gone meanwhile."""
    attachment = Attachment.objects.unscanned().filter(pk=pk).first()
    if attachment is not None and configured():
        scan(attachment)


def scan_waiting() -> int:
    """Scan all that is not scanned yet; ends where the scanner does not answer. How many were."""
    scanned = 0
    if not configured():
        return scanned
    for attachment in Attachment.objects.unscanned().iterator(chunk_size=100):
        try:
            scan(attachment)
        except FileNotFoundError:
            log.warning("File %s cannot be scanned: its bytes are gone", attachment.pk)
        except ScannerDownError as error:
            log.warning("Files are not scanned yet, because the scanner is down: %s", error)
            break
        else:
            scanned += 1
    return scanned

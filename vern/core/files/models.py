"""What is attached to a record, and what waits to be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.models import Person
from vern.core.records.models import Record

SHOWN_SIDE = 240
SMALL = ".small"
"""What the path of a photo's little picture ends in."""


class Scan(models.TextChoices):
    """What the virus scanner said of a file. Empty: nobody has asked it to look."""

    WAITING = "waiting", _("Not scanned for viruses yet")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Virus found: it cannot be opened")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def kept(self) -> AttachmentQuerySet:
        """Those that no one has removed."""
        return self.filter(removed_at__isnull=True)

    def unscanned(self) -> AttachmentQuerySet:
        """Those that are to be scanned, where there is a scanner. Photos are our own pixels."""
        seen = (Scan.CLEAN, Scan.INFECTED)
        return self.kept().filter(width__isnull=True).exclude(scan__in=seen).order_by("pk")


class StoredFile(models.Model):
    """A cleaned photo with its size in pixels, or another file."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=50)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, help_text="pixels; photos only")
    height = models.PositiveIntegerField(null=True, help_text="pixels; photos only")
    added_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        """Whether it may be shown; everything else is for saving only."""
        return self.width is not None

    @property
    def small_size(self) -> tuple[int, int]:
        """Width and height in pixels at which a photo's little picture is laid out."""
        longest = max(self.width or 1, self.height or 1)
        width, height = (
            max(1, (side or 1) * min(longest, SHOWN_SIDE) // longest)
            for side in (self.width, self.height)
        )
        return width, height


class Attachment(StoredFile):
    """Stored once under the digest of its bytes. A removed one leaves its row, not its bytes."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments")
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    small_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    scan = models.CharField(
        max_length=10, choices=Scan.choices, blank=True, default="", db_default=""
    )
    threat = models.CharField(max_length=200, blank=True, default="", db_default="")
    scanned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("digest",), name="attachment_with_digest")]

    @property
    def scan_text(self) -> str:
        """What the virus scanner said, in words; empty where nobody has asked it."""
        return str(Scan(self.scan).label) if self.scan else ""

    @property
    def scan_tone(self) -> str:
        tones = {Scan.CLEAN: "success", Scan.INFECTED: "danger"}
        return tones.get(Scan(self.scan), "warning") if self.scan else ""

    @property
    def is_infected(self) -> bool:
        return self.scan == Scan.INFECTED

    @property
    def path(self) -> str:
        """Where the bytes lie in the store."""
        return f"{self.digest[:2]}/{self.digest}"

    @property
    def small_path(self) -> str:
        """Where a photo's little picture lies."""
        return f"{self.path}{SMALL}"


class WaitingFile(StoredFile):
    """A file that waits while the rest of a form is put right, for a person or, without account,
    for whoever has the form's key."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    key = models.UUIDField()
    token = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_file_waits_once_for_a_form",
                fields=("key", "person", "digest"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="a_waiting_file_has_a_token", condition=~Q(token="")),
        ]
        indexes = [models.Index(fields=("added_at",), name="waiting_since")]

    @property
    def path(self) -> str:
        return f"pending/{self.token}"

    @property
    def small_path(self) -> str:
        return f"{self.path}{SMALL}"

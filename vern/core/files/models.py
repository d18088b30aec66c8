"""What is attached to a record."""

from __future__ import annotations

from django.db import models

from vern.core.org.models import Person
from vern.core.records.models import Record


class Attachment(models.Model):
    """A cleaned photo, stored once under the digest of its bytes."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=50)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie in the store."""
        return f"{self.digest[:2]}/{self.digest}"

"""What content said, and from when: versions that nobody can change."""

from __future__ import annotations

from django.db import models

from vern.core.org.models import Person


class ContentVersion(models.Model):
    """What a row of content said from a moment on, until its next version.

    Version 0 is what it said before anyone here changed it; its moment is empty. The application's
    database role may insert and read versions, nothing else.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(null=True, help_text="empty: from the beginning")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    said = models.JSONField(help_text="plain values by column")

    class Meta:
        ordering = ("kind", "key", "number")
        constraints = [
            models.UniqueConstraint(
                name="one_version_of_a_number", fields=("kind", "key", "number")
            ),
            models.CheckConstraint(
                name="only_the_first_version_has_no_moment",
                condition=models.Q(at__isnull=True, number=0)
                | models.Q(at__isnull=False, number__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.number}"

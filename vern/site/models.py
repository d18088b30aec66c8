"""What the site keeps about itself: that the database takes writes, and when it was backed up."""

from __future__ import annotations

from django.db import models


class Pulse(models.Model):
    """A row that the readiness check writes, to know that writing works."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Backup(models.Model):
    """A backup that was finished. Also those that a restored database had before."""

    name = models.CharField(max_length=60, unique=True)
    finished_at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    files = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField(help_text="bytes of all parts, encrypted")

    class Meta:
        ordering = ("-finished_at",)

    def __str__(self) -> str:
        return self.name

"""Places with a code on the wall: whoever scans it has unit, building and room filled in (E1)."""

from __future__ import annotations

import secrets

from django.db import models

from vern.core.org.models import Building, Person, Room, Unit


def new_key() -> str:
    """Short enough for a small QR code, long enough not to be guessed."""
    return secrets.token_urlsafe(8)


class ReportPlace(models.Model):
    """What a poster stands for. A retired one still leads to the form."""

    key = models.CharField(max_length=20, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

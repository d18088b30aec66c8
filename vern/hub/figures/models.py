"""The date as of which a year's figures are stated."""

from __future__ import annotations

from django.db import models


class Extract(models.Model):
    """A published report states its year as of this day: later changes do not alter the figures."""

    year = models.PositiveSmallIntegerField(unique=True)
    taken_on = models.DateField()

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.year}: {self.taken_on}"

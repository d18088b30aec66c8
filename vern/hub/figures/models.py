"""The date as of which a year's figures are stated, and how few persons a number may tell of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from vern.hub.figures.rules import LEAST

FEWEST, MOST = 3, 50


class Extract(models.Model):
    """A published report states its year as of this day: later changes do not alter the figures."""

    year = models.PositiveSmallIntegerField(unique=True)
    taken_on = models.DateField()

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return f"{self.year}: {self.taken_on}"


class SmallGroups(models.Model):
    """The fewest persons that a number may tell of, as the institution has decided. One row."""

    least = models.PositiveSmallIntegerField(default=LEAST, help_text="persons")

    objects: ClassVar[models.Manager[SmallGroups]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_rule_of_small_groups", condition=Q(pk=1)),
            models.CheckConstraint(
                name="a_group_is_never_one_person", condition=Q(least__gte=FEWEST)
            ),
        ]

    def __str__(self) -> str:
        return str(self.least)

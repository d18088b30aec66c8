"""A relay, and what is handed over in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vern.core.org.models import Person, Unit


class Relay(models.Model):
    """A leader hands a unit over. Signed first by the one who leaves, then by the one who comes, or, where
    nobody has come yet, by the leader above."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    leaves = models.ForeignKey(Person, models.PROTECT, related_name="+")
    word = models.TextField(blank=True)
    began_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-began_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_relay_at_a_time",
                fields=("unit", "leaves"),
                condition=Q(taken_at__isnull=True),
            ),
            models.CheckConstraint(
                name="taken_after_it_was_left",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(left_at__isnull=False, taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.leaves_id}"


class RelayItem(models.Model):
    """One thing, by its sort (a key of the port) and its own key, and the word to it. What it is called
    is asked anew for every reader."""

    relay = models.ForeignKey(Relay, models.CASCADE, related_name="items")
    sort = models.CharField(max_length=60)
    thing = models.BigIntegerField()
    word = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_thing_is_handed_over_once", fields=("relay", "sort", "thing")
            )
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.thing}"

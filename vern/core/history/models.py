"""History lines, which nobody can change, and former texts, which can be erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vern.core.org.models import Person, Unit
from vern.core.records.models import Record


class HistoryLine(models.Model):
    """One verb done. Holds coded values only, never free text.

    The application's database role may insert and read lines, nothing else.
    """

    record = models.ForeignKey(
        Record, models.DO_NOTHING, null=True, blank=True, related_name="history"
    )
    unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+")
    at = models.BigIntegerField(help_text="UTC microseconds since 1970")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=("record", "at"), name="history_of_record"),
            models.Index(fields=("unit", "at"), name="history_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_line_is_about_something",
                condition=Q(record__isnull=False) | Q(unit__isnull=False) | Q(person__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.verb}"


class TextVersion(models.Model):
    """What a text was before it was changed. Erasable, unlike the line that it hangs on."""

    line = models.ForeignKey(HistoryLine, models.DO_NOTHING, related_name="texts")
    field = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.line_id} {self.field}"

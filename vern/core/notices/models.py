"""What someone is told."""

from __future__ import annotations

from django.db import models

from vern.core.org.models import Person
from vern.core.records.models import Record


class Notice(models.Model):
    """Something a person is told. `withheld` ones are never mailed (imports, the demo's past)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="notices")
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withheld = models.BooleanField(default=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("person", "-created_at"), name="notice_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person_id}"

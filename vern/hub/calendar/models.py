"""What falls due, as the sweep has found it; what the institution has decided; the feeds.

Deadlines are derived: the table may be emptied at any time, and the next sweep fills it again.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from vern.core.org.models import Person, Unit
from vern.core.records.models import Record


class Deadline(models.Model):
    """Something that is to be done by a day, and is not done. `escalated_for`: the day for which the
    leader above has been told; another day begins anew."""

    rule = models.CharField(max_length=60)
    subject = models.BigIntegerField()
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    due_on = models.DateField()
    changed_at = models.DateTimeField()
    escalated_for = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=("due_on", "id"), name="deadline_by_day"),
            models.Index(fields=("unit", "due_on"), name="deadline_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(name="deadline_stands_once", fields=("rule", "subject"))
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.due_on}"


class Carrier(models.Model):
    """Someone who is to meet a deadline. `before_for` and `after_for`: the day of which they have
    been reminded before and after it; another day begins anew."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="carriers", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    before_for = models.DateField(null=True, blank=True)
    after_for = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_carries_it_once", fields=("deadline", "person"))
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.person_id}"


class RuleTiming(models.Model):
    """What the institution has decided of a rule: days before to remind, days late to tell the leader
    above; empty: never. A rule without a row has the timing that it came with."""

    rule = models.CharField(max_length=60, primary_key=True)
    remind_before = models.PositiveSmallIntegerField(null=True, blank=True)
    escalate_after = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="the_leader_is_told_when_it_is_late",
                condition=Q(escalate_after__isnull=True) | Q(escalate_after__gte=1),
            )
        ]

    def __str__(self) -> str:
        return self.rule


class Sweep(models.Model):
    """When the deadlines were last derived from the state of things. One row."""

    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_sweep", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Feed(models.Model):
    """Someone's deadlines for a calendar of their own. The link holds the key and a code made of it
    (see `feeds`): neither this table nor the server's secret alone opens it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"

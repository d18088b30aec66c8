"""What happens around a report: who was told, stops of work, objections."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vern.control.incidents.models.content import NotificationRule
from vern.control.incidents.models.incident import Incident
from vern.core.org.models import Person


class Notification(models.Model):
    """A tick in the panel of who must be told: by whom and when they were told, or why they need not
    be (`reference` says it, where `applies` is not). Unticking keeps the row."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="notifications")
    rule = models.ForeignKey(NotificationRule, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applies = models.BooleanField(default=True)
    reference = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("told_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="told_once_at_a_time",
                fields=("incident", "rule"),
                condition=Q(undone_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.rule_id}"


class WorkStop(models.Model):
    """A safety representative has stopped dangerous work (AML § 6-3). The leader decides in writing
    when it may go on."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="work_stops")
    what = models.TextField()
    stopped_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField()
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("stopped_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="work_is_stopped_once_at_a_time",
                fields=("incident",),
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_decision_has_words_and_a_name",
                condition=Q(decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.stopped_at}"


class Objection(models.Model):
    """A safety representative does not agree that it is closed, or to be closed. The leader answers
    in writing."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="objections")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at}"

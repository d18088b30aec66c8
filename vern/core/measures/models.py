"""A measure springs from a record and stands in a unit's plan."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.core.measures import rules, wording
from vern.core.measures.querysets import SEE_PLAN, MeasureQuerySet
from vern.core.org.models import Person, Role, Unit
from vern.core.records.models import Record

__all__ = ["SEE_PLAN", "MaintenanceOrder", "Measure", "MeasureQuerySet", "Occurrence"]


class Measure(models.Model):
    """What is to be done. `title` says it to those who see the case; `plan_text` says it in
    neutral words to everyone at the unit.

    What must be in place `before_start` of the work is verified by someone when it is done.
    `due_on` is the last day for it: for a month its last one; for what comes back every year, or
    goes on all the time, the last day of the next time, or of the next review.
    """

    class Type(models.TextChoices):
        CORRECTIVE = "corrective", _("Corrective: puts right what happened")
        PREVENTIVE = "preventive", _("Preventive: keeps it from happening")

    class Approach(models.TextChoices):
        """ISO 45001 8.1.2 speaks of the same as engineering and administrative controls."""

        ORGANISATIONAL = "organisational", _("Organisational")
        TECHNICAL = "technical", _("Technical")
        INDIVIDUAL = "individual", _("Individual")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        MEDIUM = 2, _("Medium")
        LOW = 3, _("Low")

    class Timing(models.TextChoices):
        DAY = rules.DAY, _("On that day at the latest")
        MONTH = rules.MONTH, _("During that month")
        YEARLY = rules.YEARLY, _("Every year, during that month")
        CONTINUOUS = rules.CONTINUOUS, _("All the time, reviewed once a year")

    class CheckAfter(models.IntegerChoices):
        """Months from when it is done to when one asks whether it helped."""

        ONE = 1, _("After one month")
        THREE = 3, _("After three months")
        SIX = 6, _("After six months")
        TWELVE = 12, _("After a year")

    class Effect(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    origin = models.ForeignKey(Record, models.PROTECT, related_name="measures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type = models.CharField(max_length=20, choices=Type.choices)
    approach = models.CharField(max_length=20, choices=Approach.choices, blank=True)
    title = models.CharField(max_length=200)
    plan_text = models.CharField(max_length=200)
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    responsible_role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    timing = models.CharField(max_length=12, choices=Timing.choices, default=Timing.DAY)
    due_on = models.DateField()
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.MEDIUM)
    before_start = models.BooleanField(default=False, db_default=False)
    cost = models.PositiveIntegerField(null=True, blank=True, help_text=_("whole kroner"))
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_note = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    check_after = models.PositiveSmallIntegerField(
        choices=CheckAfter.choices, null=True, blank=True, help_text=_("months")
    )
    check_on = models.DateField(null=True, blank=True)
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True)
    effect_note = models.CharField(max_length=500, blank=True)
    effect_at = models.DateTimeField(null=True, blank=True)
    effect_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = MeasureQuerySet.as_manager()

    class Meta:
        ordering = (F("done_at").asc(nulls_first=True), "due_on", "pk")
        indexes = [
            models.Index(fields=("unit", "due_on"), name="measure_of_unit"),
            models.Index(
                fields=("responsible", "due_on"),
                name="measure_to_do",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=("responsible_unit", "due_on"),
                name="measure_of_post",
                condition=Q(responsible_unit__isnull=False),
            ),
            models.Index(
                fields=("check_on",),
                name="measure_to_judge",
                condition=Q(check_on__isnull=False, effect=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="measure_has_a_person_or_a_post",
                condition=Q(
                    responsible__isnull=False,
                    responsible_unit__isnull=True,
                    responsible_role__isnull=True,
                )
                | Q(responsible__isnull=True, responsible_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="an_effect_has_a_time",
                condition=Q(effect="", effect_at__isnull=True)
                | (~Q(effect="") & Q(effect_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.plan_text

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def bars_start(self) -> bool:
        """Whether the work that it is for must wait: nobody has verified that it is in place."""
        return self.before_start and self.verified_at is None

    @property
    def recurring(self) -> bool:
        """Whether it comes back when it has been done."""
        return self.timing in rules.RECURRING

    @property
    def who(self) -> str:
        """The person, or the post and its unit. Whoever has the post today: `responsible.carriers`."""
        if self.responsible is not None:
            return self.responsible.name
        unit = self.responsible_unit.name if self.responsible_unit else ""
        return f"{self.responsible_role.name}, {unit}" if self.responsible_role else unit

    @property
    def deadline(self) -> str:
        """Its deadline in words."""
        return wording.deadline(self.timing, self.due_on)

    def check_late(self, today: dt.date) -> bool:
        """Whether one should have said by now whether it helped."""
        return self.check_on is not None and not self.effect and self.check_on < today


class Occurrence(models.Model):
    """A time that a recurring measure has been done, or reviewed."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="occurrences")
    due_on = models.DateField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-due_on",)
        constraints = [
            models.UniqueConstraint(
                name="measure_is_done_once_each_time", fields=("measure", "due_on")
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.due_on}"


class MaintenanceOrder(models.Model):
    """A measure is sent to building maintenance: how it stands there, as someone here has noted."""

    class Status(models.TextChoices):
        SENT = "sent", _("Sent")
        RECEIVED = "received", _("Received there")
        ORDERED = "ordered", _("Ordered")
        DONE = "done", _("Done, they say")
        REFUSED = "refused", _("Refused")

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="maintenance")
    reference = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    sent_at = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.measure_id} {self.status}"

"""What others can learn from a report: why it happened, lessons, and whether it concerns them (E3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models.incident import Incident
from vern.core.measures.models import Measure
from vern.core.org.models import Person, Unit


class RootCause(models.Model):
    """A step of asking why, or a bone of a fishbone. For those who want it, never required."""

    class Branch(models.TextChoices):
        WHY = "why", _("Why?")
        PEOPLE = "people", _("People")
        METHOD = "method", _("Method")
        EQUIPMENT = "equipment", _("Equipment")
        MATERIAL = "material", _("Materials")
        SURROUNDINGS = "surroundings", _("Surroundings")
        MANAGEMENT = "management", _("Management and organisation")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="root_causes")
    branch = models.CharField(max_length=12, choices=Branch.choices)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("branch", "order", "pk")

    def __str__(self) -> str:
        return self.text


class Lesson(models.Model):
    """What others should know, without persons. Published to chosen units, or to all."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=200)
    what_happened = models.TextField()
    what_we_learned = models.TextField()
    for_everyone = models.BooleanField(default=False)
    units = models.ManyToManyField(Unit, blank=True, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Inquiry(models.Model):
    """Does this concern you? Asked of units with the same substance, machine or activity."""

    class About(models.TextChoices):
        SUBSTANCE = "substance", _("A substance")
        MACHINE = "machine", _("A machine or equipment")
        ACTIVITY = "activity", _("An activity")
        OTHER = "other", _("Something else")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="inquiries")
    about = models.CharField(max_length=10, choices=About.choices)
    subject = models.CharField(max_length=200)
    text = models.TextField(help_text=_("In words that those who are asked may read."))
    answer_by = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name_plural = "inquiries"

    def __str__(self) -> str:
        return self.subject


class InquiryAnswer(models.Model):
    """A unit that is asked, and what it answers. Yes becomes a measure."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="answers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    concerns = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("unit__path", "pk")
        constraints = [
            models.UniqueConstraint(name="unit_is_asked_once", fields=("inquiry", "unit")),
            models.CheckConstraint(
                name="an_answer_has_a_time",
                condition=Q(concerns__isnull=True, answered_at__isnull=True)
                | Q(concerns__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.unit_id}"

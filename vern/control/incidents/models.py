"""Reports, how they were closed, and the content that they are sorted by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.rules import (
    DIMENSIONS,
    IncidentState,
    IncidentType,
    Level,
    Severity,
)
from vern.core.kernel.texts import Named
from vern.core.org.models import Person
from vern.core.records.models import Record

KIND = "incident"

TYPE_LABELS = {
    IncidentType.ACCIDENT: _("Accident"),
    IncidentType.NEAR_MISS: _("Near miss"),
    IncidentType.HAZARDOUS_CONDITION: _("Hazardous condition"),
    IncidentType.ILLNESS: _("Work-related illness or strain"),
    IncidentType.NONCONFORMITY: _("System nonconformity"),
    IncidentType.SUGGESTION: _("Improvement suggestion"),
    IncidentType.UNKNOWN: _("Don't know"),
}

STATE_LABELS = {
    IncidentState.RECEIVED: _("Received"),
    IncidentState.IN_WORK: _("In work"),
    IncidentState.CLOSED: _("Closed"),
    IncidentState.REJECTED: _("Rejected"),
}


class Content(Named):
    """A choice that the institution may change; one that is no longer offered stays on old
    reports."""

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)
    help_nb = models.CharField(max_length=300, blank=True)
    help_nn = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ("order", "pk")


class Category(Content):
    """What a report is about: fire, chemicals, falls …"""

    class Meta(Content.Meta):
        verbose_name_plural = "categories"


class Cause(Content):
    """Why it happened, as the handler judges it: organisational, technical or human."""

    group = models.CharField(max_length=20)


class SeverityLevel(Named):
    """A level's name and its criteria for people, material and outer environment."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    human_nb = models.TextField(blank=True)
    human_nn = models.TextField(blank=True)
    human_en = models.TextField(blank=True)
    material_nb = models.TextField(blank=True)
    material_nn = models.TextField(blank=True)
    material_en = models.TextField(blank=True)
    environment_nb = models.TextField(blank=True)
    environment_nn = models.TextField(blank=True)
    environment_en = models.TextField(blank=True)

    class Meta:
        ordering = ("level",)


class EmergencyNumber(Content):
    """Whom to call when someone is in danger."""

    number = models.CharField(max_length=20)


def level_field() -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(null=True, blank=True)


def _sound(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": Level.CATASTROPHIC})


class Incident(models.Model):
    """A report: what someone saw, and what the handler made of it."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="incident")
    type = models.CharField(
        max_length=20, choices=[(key.value, label) for key, label in TYPE_LABELS.items()]
    )
    state = models.CharField(
        max_length=10,
        choices=[(key.value, label) for key, label in STATE_LABELS.items()],
        default=IncidentState.RECEIVED,
    )
    description = models.TextField()
    happened_at = models.DateTimeField(null=True, blank=True)
    room = models.CharField(max_length=100, blank=True)
    done_at_once = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    causes = models.ManyToManyField(Cause, blank=True, related_name="+")
    cause_text = models.TextField(blank=True)
    human_actual = level_field()
    human_potential = level_field()
    material_actual = level_field()
    material_potential = level_field()
    environment_actual = level_field()
    environment_potential = level_field()
    first_answer_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"{each}_potential_is_not_below_actual",
                    condition=Q(**{f"{each}_potential__isnull": True})
                    | Q(**{f"{each}_actual__isnull": True})
                    | Q(**{f"{each}_potential__gte": F(f"{each}_actual")}),
                )
                for each in DIMENSIONS
            ),
            *(
                models.CheckConstraint(
                    name=f"{each}_{which}_is_a_level", condition=_sound(f"{each}_{which}")
                )
                for each in DIMENSIONS
                for which in ("actual", "potential")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}"

    @property
    def severity(self) -> Severity:
        def level(value: int | None) -> Level | None:
            return None if value is None else Level(value)

        return Severity(
            level(self.human_actual),
            level(self.human_potential),
            level(self.material_actual),
            level(self.material_potential),
            level(self.environment_actual),
            level(self.environment_potential),
        )


class Closure(models.Model):
    """A period in which a report was closed or rejected; open again from `reopened_at`.

    Keeping them all lets figures say what was closed as of any date.
    """

    class Outcome(models.TextChoices):
        CLOSED = "closed", _("Closed")
        REJECTED = "rejected", _("Rejected")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="closures")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    message = models.TextField(help_text=_("What the reporter is told."))
    no_measures_reason = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="closed_once_at_a_time",
                fields=("incident",),
                condition=Q(reopened_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.outcome}"

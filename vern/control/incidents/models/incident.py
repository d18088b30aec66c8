"""Reports, whose turn it has been, and how they were closed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models.content import Category, Cause
from vern.control.incidents.models.places import ReportPlace
from vern.control.incidents.rules import (
    DIMENSIONS,
    IncidentState,
    IncidentType,
    Level,
    Severity,
)
from vern.core.org.models import Person, Room, Unit
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
    IncidentState.MERGED: _("Merged with another"),
    IncidentState.HANDED_OVER: _("Handed over as whistleblowing"),
    IncidentState.FINISHED: _("Finished by the whistleblowing reception"),
}


class Affected(models.TextChoices):
    """Who was affected, and as what. Never who they are."""

    EMPLOYEE = "employee", _("Employee")
    STUDENT = "student", _("Student")
    CONTRACTOR = "contractor", _("Contractor or hired worker")
    GUEST = "guest", _("Guest or visitor")


class Answer(models.TextChoices):
    """To a question that one may not know the answer to."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Don't know")


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
        max_length=12,
        choices=[(key.value, label) for key, label in STATE_LABELS.items()],
        default=IncidentState.RECEIVED,
    )
    description = models.TextField()
    happened_at = models.DateTimeField(null=True, blank=True)
    room = models.CharField(max_length=100, blank=True)
    known_room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(
        ReportPlace, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    affected = ArrayField(
        models.CharField(max_length=12, choices=Affected.choices), default=list, blank=True
    )
    affected_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    injury = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    treatment = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    serious = models.CharField(
        max_length=8,
        choices=Answer.choices,
        blank=True,
        help_text=_(
            "A serious injury or a death in the sense of AML § 5-2, as the handler judges."
        ),
    )
    stopped_work = models.BooleanField(default=False)
    solved_at_once = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    name_for_handlers_only = models.BooleanField(default=False)
    seconds_to_send = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("seconds from opening the form to sending it")
    )
    summary = models.TextField(
        blank=True, help_text=_("What happened and what came of it, in words that anyone may read.")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
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
    first_answer_at = models.DateTimeField(null=True, blank=True)  # words to who reported it
    to_tell_since = models.DateTimeField(null=True, blank=True)  # by law, found after it ended

    class Meta:
        indexes = [
            models.Index(
                fields=("record",),
                name="to_tell_after_its_end",
                condition=Q(to_tell_since__isnull=False),
            )
        ]
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


class Stage(models.Model):
    """A period in which a unit had a report to handle: whose turn it was, and for how long."""

    class Reason(models.TextChoices):
        REPORTED = "reported", _("Reported")
        MOVED = "moved", _("Moved")
        RAISED = "raised", _("Brought a level up")
        RETURNED = "returned", _("Sent back down")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="stages")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("began_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="report_is_at_one_unit_at_a_time",
                fields=("incident",),
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.reason}"


class Closure(models.Model):
    """A period in which a report was closed or rejected; open again from `reopened_at`.

    Keeping them all lets figures say what was closed as of any date.
    """

    class Outcome(models.TextChoices):
        CLOSED = "closed", _("Closed")
        REJECTED = "rejected", _("Rejected")
        MERGED = "merged", _("Merged with another")
        HANDED_OVER = "handed_over", _("Handed over as whistleblowing")
        FINISHED = "finished", _("Finished by the whistleblowing reception")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="closures")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    message = models.TextField(help_text=_("What the reporter is told."))
    no_measures_reason = models.TextField(blank=True)
    good_enough = models.BooleanField(null=True, blank=True)
    verdict = models.TextField(blank=True, help_text=_("What the reporter said of the answer."))
    verdict_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(
                fields=("incident",),
                name="answer_not_good_enough",
                condition=Q(good_enough=False, reopened_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="closed_once_at_a_time",
                fields=("incident",),
                condition=Q(reopened_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.outcome}"

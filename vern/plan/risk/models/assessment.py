"""A risk assessment: what it is about, what can go wrong, who took part, who disagreed."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.measures.models import Measure
from vern.core.org.models import Person, Unit
from vern.core.records.models import Record
from vern.plan.risk import rules
from vern.plan.risk.models.content import AssessmentType, Method, Scale

KIND: Final = "risk"


class State(models.TextChoices):
    DRAFT = rules.AssessmentState.DRAFT.value, _("Being written")
    SENT = rules.AssessmentState.SENT.value, _("Waits for approval")
    APPROVED = rules.AssessmentState.APPROVED.value, _("Approved")
    REPLACED = rules.AssessmentState.REPLACED.value, _("Replaced by a newer one")
    WITHDRAWN = rules.AssessmentState.WITHDRAWN.value, _("Withdrawn")


class Colour(models.IntegerChoices):
    NONE = rules.Colour.NONE.value, _("Not judged")
    GREEN = rules.Colour.GREEN.value, _("Green")
    YELLOW = rules.Colour.YELLOW.value, _("Yellow")
    RED = rules.Colour.RED.value, _("Red")


class RiskAssessment(models.Model):
    """`scale` is what it is judged by, from when it was started. `version` counts what was written,
    so that nobody writes over another's words.

    `interaction` and `together`: how the psychosocial factors act on one another, and the sum.
    """

    class Occasion(models.TextChoices):
        REGULAR = "regular", _("It is time again")
        NEW = "new", _("New work, new equipment or a new place")
        CHANGE = "change", _("Something changes")
        EVENT = "event", _("Something happened")
        FINDING = "finding", _("We found something on a round or in a survey")

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="risk")
    type = models.ForeignKey(AssessmentType, models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method.choices)
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.REGULAR)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="+")
    about = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    private = models.BooleanField(default=False)
    others = models.CharField(max_length=500, blank=True)
    why_missing = models.CharField(max_length=500, blank=True)
    interaction = models.TextField(blank=True)
    together = models.TextField(blank=True)
    sum_before = models.PositiveSmallIntegerField(choices=Colour.choices, default=Colour.NONE)
    sum_after = models.PositiveSmallIntegerField(choices=Colour.choices, default=Colour.NONE)
    version = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    returned = models.CharField(max_length=1000, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions"
    )

    class Meta:
        indexes = [
            models.Index(fields=("type", "approved_at"), name="risk_approved"),
            models.Index(
                fields=("valid_until",),
                name="risk_valid_until",
                condition=Q(state="approved"),
            ),
            models.Index(
                fields=("state",),
                name="risk_open",
                condition=Q(state__in=["draft", "sent"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="approved_assessments_have_a_time_and_an_end",
                condition=~Q(state__in=("approved", "replaced"))
                | Q(approved_at__isnull=False, valid_until__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_assessment_is_revised_once_at_a_time",
                fields=("revises",),
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="remaining_red_is_not_approved",
                condition=~Q(state="approved") | (~Q(sum_after=3) & ~Q(sum_before=3, sum_after=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN_STATES


class RiskRow(models.Model):
    """Something that can go wrong, or a psychosocial factor, and how bad it is before and after the
    measures. `before` and `after` are what was chosen; the colours follow from the scale."""

    assessment = models.ForeignKey(RiskAssessment, models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField(default=0)
    factor = models.CharField(max_length=40, blank=True)
    activity = models.CharField(max_length=200, blank=True)
    hazard = models.CharField(max_length=500, blank=True)
    cause = models.TextField(blank=True)
    barriers = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    colour_before = models.PositiveSmallIntegerField(choices=Colour.choices, default=Colour.NONE)
    colour_after = models.PositiveSmallIntegerField(choices=Colour.choices, default=Colour.NONE)
    copy_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    version = models.PositiveIntegerField(default=0)
    key = models.UUIDField(null=True, blank=True, help_text=_("of the form that made it"))

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(
                name="a_factor_is_judged_once",
                fields=("assessment", "factor"),
                condition=~Q(factor=""),
            ),
            models.UniqueConstraint(
                name="a_row_is_made_once",
                fields=("assessment", "key"),
                condition=Q(key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.hazard or self.factor or self.activity


class RowMeasure(models.Model):
    """A measure is decided for a row."""

    row = models.ForeignKey(RiskRow, models.CASCADE, related_name="for_it")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_measure_is_for_a_row_once", fields=("row", "measure"))
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.measure_id}"


class Participant(models.Model):
    """Someone took part in the assessment (AML § 3-1: with the employees and their representatives)."""

    class Part(models.TextChoices):
        LEADER = "leader", _("Leader")
        REPRESENTATIVE = "rep", _("Safety representative")
        WORKER = "worker", _("Does the work")
        OTHER = "other", _("Knows the field")

    assessment = models.ForeignKey(RiskAssessment, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_person_takes_part_once", fields=("assessment", "person")
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.part}"


class Disagreement(models.Model):
    """Someone who takes part does not agree. The leader a level up answers."""

    assessment = models.ForeignKey(RiskAssessment, models.CASCADE, related_name="disagreements")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField()
    raised_at = models.DateTimeField()
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("to_unit",),
                name="disagreement_to_answer",
                condition=Q(answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.by_id}"

"""What assessments are made of and judged by: rows that the institution may change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named
from vern.plan.risk import rules

METHOD_LABELS = {
    rules.Method.SIMPLE: _("Four questions"),
    rules.Method.FULL: _("Likelihood and consequence"),
    rules.Method.FACTORS: _("The psychosocial factors"),
}


class Method(models.TextChoices):
    """The doors, as a table knows them."""

    SIMPLE = rules.Method.SIMPLE.value, METHOD_LABELS[rules.Method.SIMPLE]
    FULL = rules.Method.FULL.value, METHOD_LABELS[rules.Method.FULL]
    FACTORS = rules.Method.FACTORS.value, METHOD_LABELS[rules.Method.FACTORS]


class Content(Named):
    """A choice that the institution may change; one that has ended stays on old assessments."""

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)
    about_nb = models.TextField(blank=True)
    about_nn = models.TextField(blank=True)
    about_en = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("order", "pk")


class AssessmentType(Content):
    """A kind of assessment with its template: `hints`, one to a line, are rows to begin with.

    `method` is the usual door; `private`: only those who take part read it until it is approved;
    `expected`: a unit that has none in the last years is told so.
    """

    method = models.CharField(max_length=10, choices=Method.choices)
    hints_nb = models.TextField(blank=True)
    hints_nn = models.TextField(blank=True)
    hints_en = models.TextField(blank=True)
    private = models.BooleanField(default=False)
    expected = models.BooleanField(default=False)
    years_valid = models.PositiveSmallIntegerField(default=2, help_text=_("years"))


class Factor(Content):
    """A psychosocial factor (AML § 4-3, UFA § 1A-1). `about`: what to talk about, a question to a
    line."""


class LikelihoodLevel(Named):
    """How often. One that is not `used` is not in the matrix."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    used = models.BooleanField(default=True)
    about_nb = models.CharField(max_length=200, blank=True)
    about_nn = models.CharField(max_length=200, blank=True)
    about_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("level",)


class ConsequenceLevel(Named):
    """How bad, with the criteria for each that can be hurt, and where yellow and red begin: from
    which likelihood. One more than the highest: never."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    used = models.BooleanField(default=True)
    yellow_from = models.PositiveSmallIntegerField()
    red_from = models.PositiveSmallIntegerField()
    people_nb = models.TextField(blank=True)
    people_nn = models.TextField(blank=True)
    people_en = models.TextField(blank=True)
    environment_nb = models.TextField(blank=True)
    environment_nn = models.TextField(blank=True)
    environment_en = models.TextField(blank=True)
    material_nb = models.TextField(blank=True)
    material_nn = models.TextField(blank=True)
    material_en = models.TextField(blank=True)
    reputation_nb = models.TextField(blank=True)
    reputation_nn = models.TextField(blank=True)
    reputation_en = models.TextField(blank=True)

    class Meta:
        ordering = ("level",)
        constraints = [
            models.CheckConstraint(
                name="red_begins_after_yellow", condition=Q(red_from__gte=models.F("yellow_from"))
            )
        ]


class ColourWord(Named):
    """What a colour is called and means. The colours themselves are the rules'."""

    key = models.CharField(max_length=10, primary_key=True)
    order = models.PositiveSmallIntegerField(default=0)
    about_nb = models.CharField(max_length=300, blank=True)
    about_nn = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("order",)


class RiskPolicy(models.Model):
    """What the institution has decided about risk assessments. One row.

    `years_covered`: how far back an assessment counts as done.
    """

    reputation = models.BooleanField(default=False)
    years_covered = models.PositiveSmallIntegerField(default=2, help_text=_("years"))
    days_to_answer = models.PositiveSmallIntegerField(default=7, help_text=_("days"))

    class Meta:
        constraints = [models.CheckConstraint(name="one_risk_policy", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "policy"


class Scale(models.Model):
    """The levels, words and colours that assessments are judged by, as they were: never changed.

    `said` is read by `scales.Said`; the same words are the same row.
    """

    digest = models.CharField(max_length=64, unique=True)
    said = models.JSONField()
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]

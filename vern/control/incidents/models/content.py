"""What reports are sorted by and guided with: rows that the institution may change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named


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
    """What a report is about: fire, chemicals, falls … One that `restricts` is for named people
    only from the start."""

    restricts = models.BooleanField(default=False)

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


class Channel(Content):
    """Where something is to be told. Only one of them is this system: the one without address."""

    url = models.URLField(blank=True)


class NotificationRule(Content):
    """Someone outside the unit who must be told at once, by which law, and how.

    `name` says who; `help` says what to do; `categories`, where there are any, narrow it to reports
    that are about one of them.
    """

    class When(models.TextChoices):
        INJURY = "injury", _("Someone was injured or fell ill")
        TREATMENT = "treatment", _("Medical treatment was needed")
        SERIOUS = "serious", _("A serious injury or a death")
        CATEGORY = "category", _("The report is about one of these")
        SHARED = "shared", _("Another employer works in the building")

    when = models.CharField(max_length=10, choices=When.choices)
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    paragraph = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    url = models.URLField(blank=True)


class ReportingPolicy(models.Model):
    """What the institution has decided about reporting. One row."""

    nameless_allowed = models.BooleanField(default=True)
    days_to_close = models.PositiveSmallIntegerField(default=30, help_text=_("days"))
    days_to_object = models.PositiveSmallIntegerField(default=14, help_text=_("days"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_reporting_policy", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return "policy"

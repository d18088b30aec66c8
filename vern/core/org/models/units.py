"""The tree of units in time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named


class UnitKind(models.TextChoices):
    INSTITUTION = "institution", _("Institution")
    FACULTY = "faculty", _("Faculty")
    FACULTY_ADMINISTRATION = "faculty_administration", _("Faculty administration")
    DEPARTMENT = "department", _("Department")
    MUSEUM = "museum", _("Museum")
    ADMINISTRATION = "administration", _("Central administration")
    DIVISION = "division", _("Division")
    SECTION = "section", _("Section")


class DateRange(Func):
    """daterange(valid_from, valid_to): the end is the first day that is not in it."""

    function = "daterange"


class IntRange(Func):
    """int8range(x, x, '[]'): lets an exclusion constraint compare numbers without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"


def same(field: str) -> tuple[IntRange, str]:
    return IntRange(F(field), F(field)), "&&"


PERIOD = (DateRange(F("valid_from"), F("valid_to")), "&&")


class Unit(Named):
    """A unit, with today's names and today's place in the tree.

    `path` serves access only: ids from the root, each closed by a dot ("1.12.57."). A unit that
    has ended hangs under its successor, so that its open cases keep a leader.
    """

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=30, choices=UnitKind.choices)
    path = models.CharField(max_length=200, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        indexes = [
            models.Index(OpClass(F("path"), name="varchar_pattern_ops"), name="unit_path_prefix")
        ]


class UnitPlacement(Named):
    """Where a unit stood, what it was called and whether it reported, in a period.

    A unit has exactly one placement on any date from its first day on. `active` is false after
    its end: it then hangs under its successor. `valid_to` is the first day it no longer held.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, choices=UnitKind.choices)
    reports = models.BooleanField(
        default=False, help_text=_("Answers the annual report and is counted as a unit of its own.")
    )
    active = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_placement_on_a_date", expressions=[same("unit_id"), PERIOD]
            ),
            models.CheckConstraint(
                name="placement_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]


__all__ = ["PERIOD", "DateRange", "IntRange", "Unit", "UnitKind", "UnitPlacement", "same"]

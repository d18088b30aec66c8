"""Buildings, and the areas of safety representatives."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named
from vern.core.org.models.units import Unit


class Building(models.Model):
    """A building, by the name that people use for it."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    campus = models.CharField(max_length=100, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The unit that answers for what no room's unit answers for."),
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room, and the unit that answers for it: for a shared auditorium, the one that runs it (A16)."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("building__name", "name")
        constraints = [
            models.UniqueConstraint(name="building_has_a_room_once", fields=("building", "name"))
        ]

    def __str__(self) -> str:
        return self.name


class OtherEmployer(models.Model):
    """Another employer in the same building, and whom to tell there (AML § 2-2)."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="other_employers")
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SafetyArea(Named):
    """A safety representative's area: bounded, and known to those who work there (AML § 6-1)."""

    code = models.CharField(max_length=30, unique=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="safety_areas",
        help_text=_("The unit whose leader the representative works with."),
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)


class SafetyAreaPart(models.Model):
    """One thing that an area covers: a unit, a part of a unit in words, or a building."""

    area = models.ForeignKey(SafetyArea, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    part_of_unit = models.CharField(max_length=200, blank=True)
    building = models.ForeignKey(Building, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="area_part_is_a_unit_or_a_building",
                condition=Q(unit__isnull=False, building__isnull=True)
                | Q(unit__isnull=True, building__isnull=False, part_of_unit=""),
            ),
            models.UniqueConstraint(
                name="area_names_a_part_once",
                fields=("area", "unit", "building", "part_of_unit"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.unit_id or self.building_id} {self.part_of_unit}".strip()

"""Roles, what they may do, and who has them in time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named
from vern.core.org.models.people import Person
from vern.core.org.models.places import SafetyArea
from vern.core.org.models.units import PERIOD, Unit, same


class RoleKey(models.TextChoices):
    """The roles that rules speak of. The rector is the leader of the institution."""

    EMPLOYEE = "employee", _("Employee")
    STUDENT = "student", _("Student")
    LEADER = "leader", _("Leader")
    DEPUTY_LEADER = "deputy_leader", _("Deputy leader")
    SAFETY_REP = "safety_rep", _("Safety representative")
    DEPUTY_SAFETY_REP = "deputy_safety_rep", _("Deputy safety representative")
    LOCAL_CHIEF_REP = "local_chief_rep", _("Local chief safety representative")
    MAIN_CHIEF_REP = "main_chief_rep", _("Main chief safety representative")
    COORDINATOR = "coordinator", _("HSE coordinator")
    HSE_DEPARTMENT = "hse_department", _("HSE department")
    STUDENT_REP = "student_rep", _("Student representative")
    OCCUPATIONAL_HEALTH = "occupational_health", _("Occupational health service")
    AUDITOR = "auditor", _("Auditor")
    CASE_HANDLER = "case_handler", _("Case handler")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    WHISTLEBLOWING_RECEPTION = "whistleblowing_reception", _("Whistleblowing reception")


AREA_ROLES = (RoleKey.SAFETY_REP, RoleKey.DEPUTY_SAFETY_REP)


class Role(Named):
    """A role, with the names that the institution uses for it."""

    key = models.CharField(max_length=30, primary_key=True, choices=RoleKey.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order",)


class RoleCapability(models.Model):
    """What those with a role may do, at the assignment's unit and below or in its area."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="capabilities")
    capability = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_has_a_capability_once", fields=("role", "capability")
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.capability}"


class Assignment(models.Model):
    """A person has a role at a unit in a period; `valid_to` is the first day without it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=RoleKey.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    area = models.ForeignKey(
        SafetyArea, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    scope = models.CharField(max_length=300, blank=True, help_text=_("What an auditor looks at."))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("role", "valid_from", "pk")
        indexes = [models.Index(fields=("unit", "role"), name="assignment_unit_role")]
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_leader_on_a_date",
                expressions=[same("unit_id"), PERIOD],
                condition=Q(role=RoleKey.LEADER),
            ),
            ExclusionConstraint(
                name="area_has_one_representative_on_a_date",
                expressions=[same("area_id"), PERIOD],
                condition=Q(role=RoleKey.SAFETY_REP),
            ),
            ExclusionConstraint(
                name="person_has_an_assignment_once",
                expressions=[same("person_id"), same("unit_id"), PERIOD],
                condition=Q(role=RoleKey.EMPLOYEE),
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="safety_representatives_have_an_area",
                condition=Q(role__in=AREA_ROLES, area__isnull=False)
                | (~Q(role__in=AREA_ROLES) & Q(area__isnull=True)),
            ),
            models.CheckConstraint(
                name="auditors_are_limited_in_time",
                condition=~Q(role=RoleKey.AUDITOR) | (Q(valid_to__isnull=False) & ~Q(scope="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"

"""Who is away, and what is held today with what stand-ins hold meanwhile (N14)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.models.people import Person
from vern.core.org.models.places import SafetyArea
from vern.core.org.models.roles import RoleKey
from vern.core.org.models.units import PERIOD, Unit, same

DEPUTIES = {
    RoleKey.LEADER: RoleKey.DEPUTY_LEADER,
    RoleKey.SAFETY_REP: RoleKey.DEPUTY_SAFETY_REP,
}
"""Posts that have a deputy, who stands in without being asked."""

COVERED = (RoleKey.CASE_HANDLER, RoleKey.COORDINATOR)
"""Posts that pass to the one who has accepted to take over meanwhile."""


class Absence(models.Model):
    """Someone is away; `valid_to` is the first day they are back.

    A leader's and a safety representative's deputy stands in. What else they do (`COVERED`, what they
    handle by name, measures they are to carry out) passes to `cover`, from when that one has accepted.
    Everything returns by the date alone.
    """

    class Answer(models.TextChoices):
        NONE = "", _("Not answered yet")
        YES = "yes", _("Accepted")
        NO = "no", _("Declined")

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    valid_from = models.DateField()
    valid_to = models.DateField()
    cover = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True, default=Answer.NONE)
    set_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("valid_from", "pk")
        indexes = [
            models.Index(
                fields=("cover",), name="absence_covered_by", condition=Q(cover__isnull=False)
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="person_is_away_once_on_a_date", expressions=[same("person_id"), PERIOD]
            ),
            models.CheckConstraint(
                name="absence_ends_after_it_begins", condition=Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="nobody_covers_for_themselves",
                condition=Q(cover__isnull=True) | ~Q(cover=F("person")),
            ),
            models.CheckConstraint(
                name="an_answer_is_someones", condition=Q(cover__isnull=False) | Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_from} – {self.valid_to}"

    @property
    def accepted(self) -> bool:
        """Whether someone has accepted to take over."""
        return self.cover_id is not None and self.answer == self.Answer.YES


class Held(models.Model):
    """What someone holds in a period: their own assignments, and those that they stand in for.

    A view (migration 0003): one row per assignment and holder; `instead_of` is the one who is away.
    What decides whose turn it is, or what one may, asks it; what names people for good, or asks who
    has been appointed, asks `Assignment`.
    """

    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=30, choices=RoleKey.choices)
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    area = models.ForeignKey(SafetyArea, models.DO_NOTHING, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    instead_of = models.ForeignKey(Person, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "org_held"

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"

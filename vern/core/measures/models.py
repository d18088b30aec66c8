"""A measure springs from a record and stands in its unit's plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor, ActorKind
from vern.core.org.models import Person, Unit
from vern.core.records.models import Record
from vern.core.records.querysets import under

SEE_PLAN = "measures.see_plan"


class MeasureQuerySet(QuerySet["Measure"]):
    def visible_to(self, actor: Actor) -> MeasureQuerySet:
        """Measures one may know of: one's own, those at one's unit, those of records one sees.

        Where the record itself is unseen, pages show the neutral words of the plan only.
        """
        if actor.kind is ActorKind.SYSTEM:
            return self
        scope = actor.scope(SEE_PLAN)
        if scope.everywhere:
            return self
        known = Q(responsible=actor.person_id) | Q(
            origin__in=Record.objects.visible_to(actor).values("pk")
        )
        if scope.prefixes:
            known |= Q(unit__in=Unit.objects.filter(under(scope.prefixes)).values("pk"))
        return self.filter(known)


class Measure(models.Model):
    """What is to be done. `title` says it to those who see the case; `plan_text` says it in
    neutral words to everyone at the unit."""

    class Type(models.TextChoices):
        CORRECTIVE = "corrective", _("Corrective: puts right what happened")
        PREVENTIVE = "preventive", _("Preventive: keeps it from happening again")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        MEDIUM = 2, _("Medium")
        LOW = 3, _("Low")

    origin = models.ForeignKey(Record, models.PROTECT, related_name="measures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type = models.CharField(max_length=20, choices=Type.choices)
    title = models.CharField(max_length=200)
    plan_text = models.CharField(max_length=200)
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="measures")
    due_on = models.DateField()
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.MEDIUM)
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_note = models.CharField(max_length=500, blank=True)

    objects: ClassVar = MeasureQuerySet.as_manager()

    class Meta:
        ordering = (F("done_at").asc(nulls_first=True), "due_on", "pk")
        indexes = [
            models.Index(fields=("unit", "due_on"), name="measure_of_unit"),
            models.Index(
                fields=("responsible", "due_on"),
                name="measure_to_do",
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.plan_text

    @property
    def done(self) -> bool:
        return self.done_at is not None

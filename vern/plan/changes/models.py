"""A change process with those who take part, its steps and what it does to the work environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.texts import Named, localized
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.records.models import Record
from vern.plan.changes.rules import ChangeState, ChangeType

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND: Final = "change"
ASSESS: Final = "assess"
"""The usual step that is met by an approved assessment."""

TYPE_LABELS: Final[dict[ChangeType, _StrPromise]] = {
    ChangeType.ORGANISATION: _("Organisation"),
    ChangeType.WORK_PROCESS: _("Work process"),
    ChangeType.IT_SYSTEM: _("IT system"),
}
STATE_LABELS: Final[dict[ChangeState, _StrPromise]] = {
    ChangeState.PREPARING: _("Being prepared"),
    ChangeState.DECIDED: _("Decided"),
    ChangeState.EVALUATED: _("Evaluated"),
    ChangeState.DROPPED: _("Dropped"),
}
TYPES = [(key.value, label) for key, label in TYPE_LABELS.items()]
STATES = [(key.value, label) for key, label in STATE_LABELS.items()]


def _types_field() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=20, choices=TYPES), default=list, blank=True)


class Content(Named):
    """What an institution changes: a name, the types of change that it is about, its place."""

    key = models.CharField(max_length=40, primary_key=True)
    types = _types_field()
    order = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ("order", "key")


class Explained(Content):
    """The same with an explanation."""

    help_nb = models.CharField(max_length=300, blank=True)
    help_nn = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)

    class Meta(Content.Meta):
        abstract = True

    @property
    def help(self) -> str:
        return localized(self, "help")


class Body(Explained):
    """Who is to take part: the safety representative, a body of co-determination, the committee …

    `types`: the changes in which it must take part before the decision. `role`: whoever has it at the
    unit speaks for the body; empty: someone is named for it.
    """

    role = models.CharField(max_length=30, choices=RoleKey.choices, blank=True)
    paragraph = models.CharField(max_length=100, blank=True)


class Speaker(models.Model):
    """Someone speaks for a body at a unit and those below, until it is ended: the secretary of LOSAM, a
    shop steward. For bodies that no role speaks for."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="speakers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("unit__code", "body__order", "pk")
        constraints = [
            models.UniqueConstraint(
                name="one_speaks_for_a_body_once", fields=("body", "unit", "person")
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.unit_id} {self.person_id}"


class Aspect(Explained):
    """Something in the work environment that a change may do something to; `types`: of which changes
    one asks about it."""


class StepTemplate(Content):
    """A usual step; `weeks` after the decision, or (below zero) before it."""

    weeks = models.SmallIntegerField(default=0)


class ChangeProcess(models.Model):
    """A change that is prepared, decided, carried out and looked back upon."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="change")
    type = models.CharField(max_length=20, choices=TYPES)
    state = models.CharField(max_length=12, choices=STATES, default=ChangeState.PREPARING.value)
    why = models.TextField()
    what = models.TextField(blank=True)
    people = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("employees whose work changes")
    )
    touched = models.ManyToManyField(Unit, blank=True, related_name="+")
    decide_by = models.DateField()
    in_force_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(blank=True)
    assessments = models.PositiveSmallIntegerField(
        default=0, help_text=_("approved assessments linked with it when it was decided")
    )
    no_assessment_reason = models.TextField(blank=True)
    not_involved_reason = models.TextField(blank=True)
    evaluate_on = models.DateField(null=True, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    evaluation = models.TextField(blank=True)
    dropped_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=("decided_on",),
                name="change_decided",
                condition=Q(decided_on__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_change_is_decided_with_an_assessment_or_a_reason",
                condition=Q(decided_on__isnull=True)
                | Q(assessments__gt=0)
                | ~Q(no_assessment_reason=""),
            ),
            models.CheckConstraint(
                name="a_decided_change_has_a_day",
                condition=~Q(state__in=("decided", "evaluated")) | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.type} {self.state}"


class Involvement(models.Model):
    """A body takes part: planned for a day, held on a day, with what came of it.

    `asked_by`: someone who speaks for the body has asked for it. `person`: who speaks for it here,
    where it is no one's by role. `right`: whether they say that it is as it stands here.
    """

    class Manner(models.TextChoices):
        """From being told to deciding together (the state sector's Basic Agreement has the three last)."""

        TOOK_PART = "took_part", _("Took part in the work")
        HEARD = "heard", _("Gave an opinion")
        INFORMED = "informed", _("Was informed")
        DISCUSSED = "discussed", _("Discussion (drøfting)")
        NEGOTIATED = "negotiated", _("Negotiation (forhandling)")

    process = models.ForeignKey(ChangeProcess, models.CASCADE, related_name="involvements")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    manner = models.CharField(max_length=12, choices=Manner.choices, blank=True)
    words = models.TextField(blank=True)
    reference = models.CharField(max_length=100, blank=True)
    right = models.BooleanField(null=True, blank=True)
    right_words = models.TextField(blank=True)
    right_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    right_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("body__order", "held_on", "planned_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="who_was_involved_was_so_in_some_manner",
                condition=Q(held_on__isnull=True) | ~Q(manner=""),
            ),
            models.CheckConstraint(
                name="only_what_was_held_is_right_or_not",
                condition=Q(right__isnull=True, right_at__isnull=True)
                | Q(held_on__isnull=False, right__isnull=False, right_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.body_id} {self.held_on or self.planned_on}"

    @property
    def held(self) -> bool:
        return self.held_on is not None


class Milestone(models.Model):
    """A step with its day. `template`: the usual step that it came from."""

    process = models.ForeignKey(ChangeProcess, models.CASCADE, related_name="milestones")
    template = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return f"{self.process_id} {self.title}"


class Consequence(models.Model):
    """What the change does to one side of the work environment, as those who prepare it judge."""

    class Judgement(models.TextChoices):
        BETTER = "better", _("Better")
        SAME = "same", _("As before")
        WORSE = "worse", _("Worse")
        UNKNOWN = "unknown", _("We do not know")

    process = models.ForeignKey(ChangeProcess, models.CASCADE, related_name="consequences")
    aspect = models.ForeignKey(Aspect, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=8, choices=Judgement.choices, blank=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("aspect__order", "pk")
        constraints = [
            models.UniqueConstraint(name="an_aspect_is_judged_once", fields=("process", "aspect"))
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.aspect_id} {self.judgement}"

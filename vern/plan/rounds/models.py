"""A round, what is looked at, what each device answered, and what became of it."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from vern.core.files.models import Attachment
from vern.core.kernel.texts import Named, localized
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.models import Person, RoleKey, Room
from vern.core.records.models import Record
from vern.plan.rounds.rules import Outcome, RoundState, Verdict

KIND: Final = "round"

STATE_LABELS: Final = {
    RoundState.PLANNED: _("Planned"),
    RoundState.MAPPING: _("Walking"),
    RoundState.FOLLOW_UP: _("To be followed up"),
    RoundState.SIGNED: _("Signed"),
    RoundState.CALLED_OFF: _("Called off"),
}
VERDICT_LABELS: Final = {
    Verdict.FINE: _("Fine"),
    Verdict.IMPROVE: _("Must improve"),
    Verdict.IRRELEVANT: _("Not relevant"),
}
OUTCOME_LABELS: Final = {
    Outcome.MEASURE: _("Measure"),
    Outcome.MAINTENANCE: _("Sent to building maintenance"),
    Outcome.INCIDENT: _("Reported as an incident"),
    Outcome.FIXED: _("Fixed on the spot"),
    Outcome.NOT_NOW: _("Not now"),
}


class Content(Named):
    """What the institution may change; one that is no longer offered stays on old rounds."""

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=True)
    help_nb = models.CharField(max_length=300, blank=True)
    help_nn = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ("order", "pk")

    @property
    def help(self) -> str:
        return localized(self, "help")


class Theme(Content):
    """A checklist. `usual`: proposed for every round."""

    usual = models.BooleanField(default=False)


class Checkpoint(Content):
    """A point of a checklist, said as it should be: one answers whether it is so."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="checkpoints")


class StartsWith(Func):
    """Whether a text begins with another."""

    function = "starts_with"
    output_field = models.BooleanField()


class RoundQuerySet(models.QuerySet["Round"]):
    def told_to(self, actor: Actor) -> RoundQuerySet:
        """Rounds of the units where the actor works or studies, and of those above: whose wishes are
        asked for, and who are told what came of it (docs/adr/0019). Never more of a round than that."""
        at_or_above = (
            Q(StartsWith(Value(post.path), F("record__unit__path")))
            for post in actor.posts
            if post.instead_of is None
        )
        return self.filter(reduce(or_, at_or_above, Q(pk__in=[])))


class Round(models.Model):
    """An HSE round at a unit. `day`: of the walk. `fixed_at`: the checklists hold as they were then;
    before the walk, as they are."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="round")
    state = models.CharField(
        max_length=12,
        choices=[(str(key), label) for key, label in STATE_LABELS.items()],
        default=RoundState.PLANNED,
    )
    day = models.DateField()
    meet = models.CharField(max_length=200, blank=True)
    pre_meeting_on = models.DateField(null=True, blank=True)
    post_meeting_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    students = models.BooleanField(default=False, help_text=_("It concerns students too."))
    themes = models.ManyToManyField(Theme, related_name="+")
    wishes_asked_at = models.DateTimeField(null=True, blank=True)
    wishes_until = models.DateField(null=True, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    mapped_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.TextField(blank=True)

    objects: ClassVar = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [models.Index(fields=("day", "state"), name="round_by_day")]
        constraints = [
            models.CheckConstraint(
                name="a_signed_round_has_a_time",
                condition=~Q(state="signed") | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_round_is_called_off_with_a_reason",
                condition=~Q(state="called_off") | ~Q(called_off_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.day}"

    @property
    def year(self) -> int:
        """The calendar year that it counts in."""
        return self.day.year


class Participant(models.Model):
    """Someone who takes part, and as what."""

    class As(models.TextChoices):
        LEADER = "leader", _("Leader")
        REPRESENTATIVE = "representative", _("Safety representative")
        STUDENT = "student", _("Student representative")
        COORDINATOR = "coordinator", _("HSE coordinator")
        OTHER = "other", _("Other")

    round = models.ForeignKey(Round, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=16, choices=As.choices)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="takes_part_in_a_round_once", fields=("round", "person"))
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"


AS_ROLE: Final = {
    RoleKey.LEADER: Participant.As.LEADER,
    RoleKey.DEPUTY_LEADER: Participant.As.LEADER,
    RoleKey.SAFETY_REP: Participant.As.REPRESENTATIVE,
    RoleKey.DEPUTY_SAFETY_REP: Participant.As.REPRESENTATIVE,
    RoleKey.LOCAL_CHIEF_REP: Participant.As.REPRESENTATIVE,
    RoleKey.MAIN_CHIEF_REP: Participant.As.REPRESENTATIVE,
    RoleKey.STUDENT_REP: Participant.As.STUDENT,
    RoleKey.COORDINATOR: Participant.As.COORDINATOR,
}


class Area(models.Model):
    """A room or an area that is looked at. `key`: a device that adds one chooses it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="areas")
    key = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=100)
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(name="a_round_has_an_area_once", fields=("round", "key"))
        ]

    def __str__(self) -> str:
        return self.name


class Wish(models.Model):
    """What someone at the unit wants looked at; without a person where they left out their name.
    `taken_up` and `answer`: what became of it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="wishes")
    key = models.UUIDField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    place = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    taken_up = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(name="a_wish_is_sent_once", fields=("round", "key")),
            models.CheckConstraint(
                name="what_is_not_taken_up_has_a_reason",
                condition=Q(taken_up__isnull=True) | Q(taken_up=True) | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.at:%Y-%m-%d}"


class Finding(models.Model):
    """Something that must improve: at one place and point, whoever noted it; or one free remark.

    `words` are the round's own, where what was noted has been put better. `again`: the finding of
    an earlier round that has come back.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="findings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="findings")
    point = models.ForeignKey(Checkpoint, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField()
    words = models.TextField(blank=True)
    again = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(
        max_length=12,
        choices=[(str(key), label) for key, label in OUTCOME_LABELS.items()],
        blank=True,
    )
    reason = models.CharField(max_length=500, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("area__order", "area", "pk")
        constraints = [
            models.UniqueConstraint(
                name="a_point_is_found_once_at_a_place",
                fields=("area", "point"),
                condition=Q(point__isnull=False),
            ),
            models.CheckConstraint(
                name="not_now_has_a_reason",
                condition=~Q(outcome="not_now") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="what_becomes_a_measure_has_one",
                condition=~Q(outcome__in=("measure", "maintenance")) | Q(measure__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.pk}"


class Mark(models.Model):
    """One answer from one device: to a point at a place, or a remark of its own (no point).

    The device chooses `key` and counts `edition` up whenever the answer is changed, so that the same
    answer sent many times is one, and an old one that comes late undoes nothing. Two devices never
    share one: both keep what they found.
    """

    key = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="marks")
    area = models.ForeignKey(Area, models.PROTECT, related_name="marks")
    point = models.ForeignKey(Checkpoint, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    device = models.CharField(max_length=40)
    edition = models.PositiveIntegerField(default=1)
    verdict = models.CharField(
        max_length=10, choices=[(str(key), label) for key, label in VERDICT_LABELS.items()]
    )
    comment = models.TextField(blank=True)
    fixed = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    finding = models.ForeignKey(
        Finding, models.SET_NULL, null=True, blank=True, related_name="marks"
    )

    class Meta:
        ordering = ("area__order", "area", "received_at", "key")
        indexes = [models.Index(fields=("round", "area", "point"), name="mark_at_a_place")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.key}"


class Photo(models.Model):
    """A photo of an answer, from the device that gave it. It may come before the answer itself."""

    key = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="photos")
    mark_key = models.UUIDField(db_index=True)
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.key)


class Signature(models.Model):
    """One of the two who sign. Withdrawn where something came in afterwards."""

    class By(models.TextChoices):
        LEADER = "leader", _("Leader")
        REPRESENTATIVE = "representative", _("Safety representative")

    round = models.ForeignKey(Round, models.CASCADE, related_name="signatures")
    by = models.CharField(max_length=16, choices=By.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="each_signs_once",
                fields=("round", "by"),
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="two_people_sign",
                fields=("round", "person"),
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.by}"

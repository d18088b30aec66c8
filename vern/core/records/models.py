"""The record, those who take part in it, its number and its submission key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.models import Building, Person, Unit
from vern.core.records.querysets import RecordQuerySet
from vern.core.records.states import LinkKind, Sensitivity, State


class Record(models.Model):
    """What every case shares. Kept narrow: a new column takes a decision record."""

    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    handling_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    sensitivity = models.PositiveSmallIntegerField(
        choices=Sensitivity.choices, default=Sensitivity.HANDLERS
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True)

    objects: ClassVar = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = [
            models.Index(F("kind"), F("opened_at").desc(), F("id").desc(), name="record_newest"),
            models.Index(
                F("unit"), F("kind"), F("opened_at").desc(), F("id").desc(), name="record_of_unit"
            ),
            models.Index(
                fields=("handling_unit", "kind", "state", "opened_at"), name="record_to_handle"
            ),
            models.Index(
                fields=("kind", "due_on"), name="record_due", condition=Q(state=State.OPEN)
            ),
            models.Index(
                F("building"),
                F("opened_at").desc(),
                name="record_in_building",
                condition=Q(building__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="closed_records_have_a_closing_time",
                condition=Q(state=State.OPEN, closed_at__isnull=True)
                | Q(state=State.CLOSED, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """Someone takes part in a record: a person, or whoever holds a code (a reporter without account).

    A handler and someone named in it read all of it, whatever their roles; whom it concerns neither
    sees nor handles it; who reported it follows it, and never handles it.
    """

    class Part(models.TextChoices):
        REPORTER = "reporter", _("Reporter")
        HANDLER = "handler", _("Handler")
        NAMED = "named", _("May read it")
        SUBJECT = "subject", _("It is about them")

    record = models.ForeignKey(Record, models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    code_digest = models.CharField(max_length=64, blank=True)
    part = models.CharField(max_length=20, choices=Part.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_takes_a_part_once", fields=("record", "person", "part")
            ),
            models.UniqueConstraint(
                name="a_code_opens_one_record",
                fields=("code_digest",),
                condition=~Q(code_digest=""),
            ),
            models.CheckConstraint(
                name="party_is_a_person_or_holds_a_code",
                condition=Q(person__isnull=False, code_digest="")
                | (Q(person__isnull=True, part="reporter") & ~Q(code_digest="")),
            ),
        ]
        indexes = [models.Index(fields=("person", "record"), name="party_takes_part_in")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.part}"


class NumberSeries(models.Model):
    """The last number given out, per prefix and year. The row lock makes the series gap-free."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_series_a_year", fields=("prefix", "year"))]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:05}"


class Submission(models.Model):
    """A form that was sent. The same person sending the same key again gets the same record, and
    so does someone without an account."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    key = models.UUIDField()
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_form_is_sent_once", fields=("person", "key"), nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class Link(models.Model):
    """Two records of any modules that hang together: one led to another, or takes its place.

    `part`: which part of the first it came of, as its module names it (a finding); empty: all of it.
    Who may not see one of them is not told that there is a link.
    """

    a = models.ForeignKey(Record, models.CASCADE, related_name="links_on")
    b = models.ForeignKey(Record, models.CASCADE, related_name="links_back")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    part = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_are_linked_once", fields=("a", "b", "kind", "part")
            ),
            models.CheckConstraint(name="a_record_is_not_its_own_link", condition=~Q(a=F("b"))),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} {self.kind} {self.b_id}"


__all__ = [
    "Link",
    "LinkKind",
    "NumberSeries",
    "Party",
    "Record",
    "Sensitivity",
    "State",
    "Submission",
]

"""Rules, cases that are held, and lists of what is to be erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.models import Person
from vern.core.records.models import Record
from vern.core.records.retention import retention_kinds
from vern.hub.retention import rules


class Rule(models.Model):
    """For how many months after it was closed a case of a sort is kept, and who has decided that. 0
    months: nobody has, and nothing is erased."""

    key = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=rules.NEVER)
    decided_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[Rule]] = models.Manager()

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(
                name="somebody_has_decided_the_rule",
                condition=Q(months=rules.NEVER) | ~Q(decided_by=""),
            )
        ]

    def __str__(self) -> str:
        known = retention_kinds.get(self.key)
        return str(known.label) if known else self.key


class Caution(models.Model):
    """How large a share of a sort one person may have erased alone. One row."""

    percent = models.PositiveSmallIntegerField(default=rules.ALONE)

    objects: ClassVar[models.Manager[Caution]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(name="one_caution", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(_("When two people must approve"))


class Hold(models.Model):
    """A case that is kept, whatever the rule says: a claim, a court case, an audit."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-placed_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="held_once_at_a_time", fields=("record",), condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}"


class Run(models.Model):
    """A list of what would be erased, and what came of it. `rules`: what held when it was made, by key;
    `digest`: holds the list fast (`rules.digest`)."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being made")
        PREPARED = "prepared", _("To be approved")
        APPROVED = "approved", _("Approved")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    open = models.BooleanField(default=True)
    rules = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    two = models.BooleanField(default=False, help_text="two people must approve")
    prepared_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False
    )
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-prepared_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_list_at_a_time", fields=("open",), condition=Q(open=True)
            ),
            models.CheckConstraint(
                name="two_are_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("approved_by")),
            ),
            models.CheckConstraint(
                name="what_is_erased_is_approved",
                condition=~Q(state__in=("approved", "done"))
                | Q(count=0)
                | Q(approved_by__isnull=False, two=False)
                | Q(approved_by__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Item(models.Model):
    """A case on a list: erased at `done_at`, or kept after all, and why."""

    class Kept(models.TextChoices):
        CHANGED = rules.Kept.CHANGED.value, _("It has been opened again, or somebody waits in it")
        HELD = rules.Kept.HELD.value, _("It is held")
        NOT_DUE = rules.Kept.NOT_DUE.value, _("Its time has not come")

    run = models.ForeignKey(Run, models.CASCADE, related_name="items", db_index=False)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    closed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=10, choices=Kept.choices, blank=True)

    class Meta:
        ordering = ("-closed_at", "-pk")
        indexes = [
            models.Index(
                fields=("run", "id"), name="item_to_erase", condition=Q(done_at__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(name="listed_once", fields=("run", "record")),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.record_id}"

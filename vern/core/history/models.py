"""History lines, which nobody can change, and former texts, which can be erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vern.core.org.models import Person, Unit
from vern.core.records.models import Record


class HistoryLine(models.Model):
    """One verb done. Holds coded values only, never free text.

    The application's database role may insert and read lines, nothing else.
    """

    record = models.ForeignKey(
        Record, models.DO_NOTHING, null=True, blank=True, related_name="history"
    )
    unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+")
    at = models.BigIntegerField(help_text="UTC microseconds since 1970")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=("record", "at"), name="history_of_record"),
            models.Index(fields=("unit", "at"), name="history_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_line_is_about_something",
                condition=Q(record__isnull=False) | Q(unit__isnull=False) | Q(person__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.verb}"


class TextVersion(models.Model):
    """What a text was before it was changed. Erasable, unlike the line that it hangs on."""

    line = models.ForeignKey(HistoryLine, models.DO_NOTHING, related_name="texts")
    field = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.line_id} {self.field}"


class ChainHead(models.Model):
    """The one row that says where the chain of seals ends. Who adds seals locks it first, so that
    the chain never forks.

    All lines up to `floor` are sealed: no need to look there every minute.
    """

    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    floor = models.BigIntegerField(default=0, help_text="id of a line")
    next_floor = models.BigIntegerField(default=0, help_text="id of a line")

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_chain", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.seq}"


class Seal(models.Model):
    """Holds a line fast, or that a text was struck: its hash comes from both and from the seal
    before. Append-only, as the lines are.

    Keys, not foreign keys: a line that is gone must not take its seal along.
    """

    seq = models.BigIntegerField(primary_key=True)
    line = models.BigIntegerField(null=True, unique=True, help_text="id of a line")
    struck = models.BigIntegerField(null=True, unique=True, help_text="id of a struck text")
    texts = models.JSONField(default=dict, help_text="digests by the id of a text version")
    at = models.BigIntegerField(help_text="UTC microseconds since 1970")
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.CheckConstraint(
                name="a_seal_holds_one_thing",
                condition=Q(line__isnull=False, struck__isnull=True)
                | Q(line__isnull=True, struck__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class TextSalt(models.Model):
    """Without it a digest says nothing of its text: striking a text deletes its salt."""

    version = models.BigIntegerField(primary_key=True, help_text="id of a text version")
    salt = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return f"{self.version}"


class StruckText(models.Model):
    """That something was struck out of a former text. Written by the database's own function."""

    version = models.BigIntegerField(db_index=True, help_text="id of a text version")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.version}"

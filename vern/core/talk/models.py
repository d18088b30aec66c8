"""What is said about a record, by whom, and to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.models import Person
from vern.core.records.models import Record


class Comment(models.Model):
    """Something that someone said. One that `asks` stays open until `answered_at`.

    Nobody's `author` is known where a reporter holds a code instead of an account. `confided`: it
    was said while the record was sealed, and stays between those who said it: its words are a
    `Confidence`.
    """

    class Audience(models.TextChoices):
        REPORTER = "reporter", _("The one who reported, and those who read the case")
        READERS = "readers", _("Those who read the whole case")

    record = models.ForeignKey(Record, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_reporter = models.BooleanField(default=False)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    confided = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    asks = models.BooleanField(default=False)
    answer_by = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=("record", "at"), name="comment_of_record"),
            models.Index(
                fields=("record", "audience"),
                name="comment_awaits_answer",
                condition=Q(asks=True, answered_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_reporter_speaks_to_who_handles",
                condition=Q(by_reporter=False) | Q(audience="reporter"),
            ),
            models.CheckConstraint(
                name="only_questions_are_answered",
                condition=Q(asks=True) | Q(answer_by__isnull=True, answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="confided_words_lie_elsewhere", condition=Q(confided=False) | Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.at}"

    @property
    def open(self) -> bool:
        """Whether it is a question that nobody has answered."""
        return self.asks and self.answered_at is None


class Confidence(models.Model):
    """The words of a confided comment. The database itself gives them to nobody but the one who
    reported and those who may unseal the record: read and written inside `records.acting.acting_as`.
    """

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="confidence"
    )
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.comment_id)

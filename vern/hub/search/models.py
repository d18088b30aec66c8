"""The index, and what has changed since it was written."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """A thing as one layer of readers may find it. Holds lexemes only: no text can be read from it
    that was struck from where it stood.

    `title` are the lexemes of names and numbers, `words` these and all others, with tags for kind,
    place, time and state (`#…`). `digest` says whether it is in step with what it is made of.
    """

    about = models.CharField(max_length=10)
    subject = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    thing = models.BigIntegerField()
    layer = models.CharField(max_length=20)
    at = models.DateTimeField(null=True, blank=True)
    sort = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=32)
    title = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=("about", "subject"), name="search_of_subject"),
            # Changed at once: a list of what is to be added would be read by every search. Names stand
            # apart: what begins like a common word of texts is looked up there in no time.
            GinIndex(
                fields=("title", "words"),
                name="search_lexemes",
                fastupdate=False,
                condition=Q(at__isnull=False),
            ),
            GinIndex(
                fields=("title", "words"),
                name="search_names",
                fastupdate=False,
                condition=Q(at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="thing_stands_once_in_a_layer", fields=("kind", "thing", "layer")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} {self.layer}"


class Changed(models.Model):
    """Something that changed, written in the transaction that changed it. While it stands here,
    nothing of it is found: the index may know words that it holds no longer (docs/adr/0011)."""

    about = models.CharField(max_length=10)
    key = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "changed"
        indexes = [models.Index(fields=("about", "key"), name="search_changed_key")]

    def __str__(self) -> str:
        return f"{self.about} {self.key}"

"""What someone is told, and the mail that tells it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.notices.kinds import Way
from vern.core.org.models import Person
from vern.core.records.models import Record


class Problem(models.TextChoices):
    """Why a mail was set aside."""

    COMPOSE = "compose", _("It could not be written: an error in Vern")
    REFUSED = "refused", _("The mail server refuses it for good")
    EXHAUSTED = "exhausted", _("The mail server has refused it for days")


class Mailing(models.Model):
    """Something that is mailed to one person. `aside_at`: it waits for an administrator;
    `bounced_at`: it was sent and came back, with the status code of the delivery report."""

    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    aside_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(
        max_length=20, choices=Problem.choices, blank=True, default="", db_default=""
    )
    problem_detail = models.CharField(max_length=200, blank=True, default="", db_default="")
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_status = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class Digest(Mailing):
    """One person's mail with all that waited for it, at most one a day. `settled_at`: when nothing
    was left to say."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="digests")
    day = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_digest_a_day", fields=("person", "day"))]

    def __str__(self) -> str:
        return f"{self.day} → {self.person_id}"


class Settled(models.TextChoices):
    """Why a notice is not mailed."""

    APP = "app", _("Only in Vern, as the person has chosen")
    OVER = "over", _("What it reminded of is done")
    UNSEEN = "unseen", _("The person may no longer see it")


def unsent() -> Q:
    """Notices of which a mail is still to come, at once or with others."""
    return Q(withheld=False, sent_at__isnull=True, settled_at__isnull=True, aside_at__isnull=True)


def unread() -> Q:
    """Notices that someone has not read. Those of the past count as read."""
    return Q(read_at__isnull=True, withheld=False)


class Notice(Mailing):
    """Something a person is told. `withheld` ones are never mailed (imports, the demo's past).

    `way` is how it goes, once that is decided; `settled_at`: no mail will come. A notice that the
    law requires and that came back is `resolved` by someone who has told the person otherwise.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.CASCADE, null=True, related_name="notices")
    facts = models.JSONField(default=dict)
    withheld = models.BooleanField(default=False)
    way = models.CharField(
        max_length=10, choices=Way.choices, blank=True, default="", db_default=""
    )
    digest = models.ForeignKey(
        Digest, models.SET_NULL, null=True, blank=True, related_name="notices", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(
        max_length=10, choices=Settled.choices, blank=True, default="", db_default=""
    )
    read_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    resolved_how = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=("person", "-created_at"), name="notice_of_person"),
            models.Index(fields=("created_at",), name="notice_unsent", condition=unsent()),
            models.Index(
                fields=("person", "-created_at"), name="notice_unread", condition=unread()
            ),
            models.Index(
                fields=("digest",), name="notice_of_digest", condition=Q(digest__isnull=False)
            ),
            models.Index(
                fields=("aside_at",), name="notice_aside", condition=Q(aside_at__isnull=False)
            ),
            models.Index(
                fields=("bounced_at",), name="notice_bounced", condition=Q(bounced_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person_id}"

    @cached_property
    def known(self) -> dict[str, Any]:
        """What has been gathered to compose it."""
        return {}


class MailChoice(models.Model):
    """How someone wants to be told about a topic."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=60)
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_choice_a_topic", fields=("person", "topic"))
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.topic} {self.way}"


__all__ = ["Digest", "MailChoice", "Mailing", "Notice", "Problem", "Settled", "unread", "unsent"]

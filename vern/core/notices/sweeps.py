"""What should have been mailed: asked of the notices themselves, so that a lost job loses nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.db.models import BigIntegerField, Exists, Model, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from vern.core.kernel import clock
from vern.core.notices.kinds import Way
from vern.core.notices.models import Digest, Notice, unsent

HOUR: Final = dt.time(7)
"""When the day's digests go, local time."""

PATIENCE: Final = dt.timedelta(minutes=2)
"""A notice that is younger has its job, or is about to get it."""

MANY: Final = 1000
"""No more in one go: a transaction should be short."""


def forgotten_notices(task: str, patience: dt.timedelta) -> list[int]:
    """Keys of notices that should be mailed at once and have no job that waits or is at work."""
    rows = Notice.objects.filter(
        unsent(), digest__isnull=True, created_at__lte=clock.now() - patience
    ).exclude(way=Way.DIGEST)
    return _without_job(rows, task, "notice_id")


def forgotten_digests(task: str) -> list[int]:
    """The same of digests."""
    rows = Digest.objects.filter(
        sent_at__isnull=True, settled_at__isnull=True, aside_at__isnull=True
    )
    return _without_job(rows, task, "digest_id")


def _without_job(rows: QuerySet[Any], task: str, argument: str) -> list[int]:
    jobs: QuerySet[Model] = ProcrastinateJob.objects.filter(
        task_name=task, status__in=("todo", "doing")
    ).annotate(about=Cast(KT(f"args__{argument}"), BigIntegerField()))
    forgotten = rows.filter(~Exists(jobs.filter(about=OuterRef("pk"))))
    return list(forgotten.order_by("created_at", "pk").values_list("pk", flat=True)[:MANY])


@transaction.atomic
def make_digests() -> list[int]:
    """From seven o'clock on: for each person one digest of what has come before it. Keys of the new
    ones; `forgotten_digests` names them until their job is there.

    The database takes one a person and day; what comes later waits for tomorrow's.
    """
    day = clock.today()
    seven = timezone.make_aware(dt.datetime.combine(day, HOUR))
    if clock.now() < seven:
        return []
    waiting = Notice.objects.filter(
        unsent(), way=Way.DIGEST, digest__isnull=True, created_at__lt=seven
    )
    todays = Digest.objects.filter(person=OuterRef("person"), day=day)
    people = waiting.filter(~Exists(todays)).order_by("person").values_list("person", flat=True)
    made = Digest.objects.bulk_create(
        Digest(person_id=person_id, day=day, created_at=clock.now())
        for person_id in people.distinct()[:MANY]
    )
    for digest in made:
        waiting.filter(person=digest.person_id).update(digest=digest)
    return [digest.pk for digest in made]

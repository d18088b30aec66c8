"""Mail that did not arrive, for those who can do something about it. Never a word of what it said:
only whom it was for, what it was about in general, and why it failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.capabilities import OVERSEE
from vern.core.notices.kinds import Duty, Way, notice_kinds, required_kinds, topic_of
from vern.core.notices.models import Digest, Notice, unsent
from vern.core.notices.tasks import queue_again
from vern.core.org.actors import Actor
from vern.core.records.kinds import kinds
from vern.core.records.models import Record
from vern.core.records.states import Sensitivity

SHOWN: Final = 50


@dataclass(frozen=True)
class Failed:
    """A mail that was set aside or came back. `key` names it, such as `notice-12`; `why` in words,
    `detail` as the server said it; `waits_for_us`: the law requires it and nobody has told them."""

    key: str
    pk: int
    person: str
    about: str
    at: dt.datetime
    why: str
    detail: str
    waits_for_us: bool = False


@dataclass(frozen=True)
class State:
    """How the mail stands. `waiting` are to be sent now; `oldest` is since when."""

    waiting: int
    oldest: dt.datetime | None
    aside: list[Failed]
    bounced: list[Failed]


def require_oversight(actor: Actor) -> None:
    """Mail goes to all units alike: only for those who oversee it everywhere."""
    if not actor.scope(OVERSEE).everywhere:
        raise PermissionDenied


def waiting() -> QuerySet[Notice]:
    """Notices whose mail should have gone or is about to; not those that wait for a digest."""
    return Notice.objects.filter(unsent(), digest__isnull=True).exclude(way=Way.DIGEST)


def oldest_unsent() -> dt.datetime | None:
    """Since when the oldest of them waits."""
    return waiting().order_by("created_at").values_list("created_at", flat=True).first()


def state(actor: Actor) -> State:
    """All that the page of mail shows."""
    ours = set(_awaiting(actor).values_list("pk", flat=True))
    notices = Notice.objects.select_related("person")
    digests = Digest.objects.select_related("person")
    aside = Q(aside_at__isnull=False)
    bounced = Q(bounced_at__isnull=False)
    return State(
        waiting=waiting().count(),
        oldest=oldest_unsent(),
        aside=_newest(
            *(_aside(each) for each in notices.filter(aside).order_by("-aside_at")[:SHOWN]),
            *(_aside(each) for each in digests.filter(aside).order_by("-aside_at")[:SHOWN]),
        ),
        bounced=_newest(
            *(
                _bounced(each, waits_for_us=each.pk in ours)
                for each in notices.filter(bounced).order_by("-bounced_at")[:SHOWN]
            ),
            *(_bounced(each) for each in digests.filter(bounced).order_by("-bounced_at")[:SHOWN]),
        ),
    )


def _newest(*found: Failed) -> list[Failed]:
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]


def _aside(mailing: Notice | Digest) -> Failed:
    return _failed(mailing, mailing.aside_at, mailing.get_problem_display(), mailing.problem_detail)


def _bounced(mailing: Notice | Digest, *, waits_for_us: bool = False) -> Failed:
    failed = _failed(mailing, mailing.bounced_at, _("It came back"), mailing.bounce_status)
    return replace(failed, waits_for_us=waits_for_us)


def _failed(mailing: Notice | Digest, at: dt.datetime | None, why: str, detail: str) -> Failed:
    notice = mailing if isinstance(mailing, Notice) else None
    return Failed(
        key=f"{'notice' if notice else 'digest'}-{mailing.pk}",
        pk=mailing.pk,
        person=mailing.person.name,
        about=str(topic_of(notice.kind).label) if notice else _("The daily mail"),
        at=at or mailing.created_at,
        why=why,
        detail=detail,
    )


@transaction.atomic
def try_again(*, actor: Actor, key: str = "") -> int:
    """Queue again one that was set aside, or all of them. How many. A second time does nothing."""
    require_oversight(actor)
    name, _dash, pk = key.partition("-")
    models: dict[str, type[Notice | Digest]] = {"notice": Notice, "digest": Digest}
    if key and (name not in models or not pk.isdecimal()):
        raise Http404
    count = 0
    for each, model in models.items():
        if name in ("", each):
            rows = model._default_manager.filter(aside_at__isnull=False)  # noqa: SLF001 (Django's own name for it)
            rows = rows.filter(pk=int(pk)) if pk else rows
            if each == "notice":  # alone and now, whatever it was to go with
                again = Notice.objects.filter(pk__in=[*rows.values_list("pk", flat=True)])
                again.update(digest=None, way=Way.AT_ONCE)
            count += rows.update(aside_at=None, problem="", problem_detail="")
    queue_again(patience=dt.timedelta())
    return count


@dataclass(frozen=True)
class Unreached:
    """Someone whom the law says must be told, and whose mail came back. The record, and what they
    must be told, only for those who see it."""

    notice: Notice
    person: str
    duty: Duty | None
    at: dt.datetime
    unit: str
    record: Record | None


def unreached(actor: Actor, limit: int) -> list[Unreached]:
    """What awaits the actor: who oversees the unit, or was asked to handle the record; of a sealed
    one, only those who may unseal it. The oldest first."""
    rows = _awaiting(actor).order_by("bounced_at", "pk")[:limit]
    return _described(actor, rows)


def get_unreached(actor: Actor, pk: int) -> Unreached:
    """One of them. Raises Http404 for all that does not await the actor."""
    found = _described(actor, _awaiting(actor).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def _awaiting(actor: Actor) -> QuerySet[Notice]:
    scope = actor.scope(OVERSEE)
    mine = Q(record__owner=actor.person_id or 0)
    for prefix in scope.prefixes:
        mine |= Q(record__unit__path__startswith=prefix)
    mine &= Q(record__sensitivity__lt=Sensitivity.SEALED)
    if scope.everywhere:
        mine |= Q(record__isnull=True)
    if any(kind.unseal and actor.has(kind.unseal) for kind in kinds):
        sealed = Record.objects.filter(sensitivity=Sensitivity.SEALED).held_by(actor)
        mine |= Q(record__in=sealed)
    return Notice.objects.filter(
        mine, bounced_at__isnull=False, resolved_at__isnull=True, kind__in=required_kinds()
    ).exclude(person=actor.person_id)


def _described(actor: Actor, rows: QuerySet[Notice]) -> list[Unreached]:
    found = list(rows.select_related("person", "record__unit"))
    about = [each.record_id for each in found if each.record_id]
    seen = set(
        Record.objects.filter(pk__in=about).visible_to(actor).values_list("pk", flat=True)
        if about
        else ()
    )
    return [_one(each, seen) for each in found]


def _one(notice: Notice, seen: set[int]) -> Unreached:
    record = notice.record if notice.record_id in seen else None
    return Unreached(
        notice=notice,
        person=notice.person.name,
        duty=notice_kinds[notice.kind].duty if record else None,
        at=notice.bounced_at or notice.created_at,
        unit=record.unit.name if record else "",
        record=record,
    )


@transaction.atomic
def resolve(*, actor: Actor, unreached: Unreached, how: str) -> None:
    """Say how the person was told instead. Raises Refused if someone has done so already."""
    rows = Notice.objects.filter(pk=unreached.notice.pk, resolved_at__isnull=True)
    done = rows.update(resolved_at=clock.now(), resolved_by=actor.person_id, resolved_how=how)
    if not done:
        raise Refused(_("Someone has already said how."))

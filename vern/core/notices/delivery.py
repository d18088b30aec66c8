"""What is to be mailed, is mailed once; what cannot be, is set aside."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from vern.core.kernel import clock
from vern.core.notices.choices import way_to
from vern.core.notices.kinds import Message, Way, notice_kinds
from vern.core.notices.mail import Letter, NeverGoes, post
from vern.core.notices.models import Digest, Mailing, Notice, Problem, Settled, unsent
from vern.core.notices.words import Told, in_words
from vern.core.org.actors import for_person

log = logging.getLogger(__name__)


@transaction.atomic
def send(notice_id: int, *, last: bool = False) -> None:
    """Mail a notice, once, if it is to be mailed now. Raises what is worth another try; with `last`
    it is set aside instead.

    The Message-ID is the notice's own, so that a crash between sending and noting it gives at
    most one more mail with the same id.
    """
    if not _alone(f"notice-{notice_id}"):
        return
    notice = (
        Notice.objects.select_related("person", "record")
        .filter(unsent(), pk=notice_id, digest__isnull=True)
        .exclude(way=Way.DIGEST)
        .first()
    )
    if notice is None:
        return
    way = Way(notice.way) if notice.way else way_to(notice.person_id, notice.kind)
    if way is Way.AT_ONCE:
        _send(notice, last=last)
    elif way is Way.DIGEST:
        _note(notice, way=way)
    else:
        _settle(notice, Settled.APP)


def _send(notice: Notice, *, last: bool) -> None:
    with override(notice.person.language):
        [told] = in_words([notice], for_person(notice.person), reminding=True)
        if told.message is None:
            _leave_out(told)
            return
        link = _("Open in Vern: %(url)s") % {"url": settings.VERN_URL + told.message.path}
        duty = notice_kinds[notice.kind].duty
        letter = Letter(
            to=notice.person.email,
            subject=told.message.subject,
            text=f"{told.message.text}\n\n{link}",
            key=f"notice-{notice.pk}",
            law=duty.law if duty else "",
        )
        if _posted(letter, notice, last=last):
            _note(notice, sent_at=clock.now())


@transaction.atomic
def send_digest(digest_id: int, *, last: bool = False) -> None:
    """Mail a digest, once, as `send` does a notice. A notice that cannot be composed is set aside
    alone."""
    if not _alone(f"digest-{digest_id}"):
        return
    digest = (
        Digest.objects.select_related("person")
        .filter(pk=digest_id, sent_at__isnull=True, settled_at__isnull=True, aside_at__isnull=True)
        .first()
    )
    if digest is None:
        return
    notices = list(
        digest.notices.filter(unsent()).select_related("record").order_by("created_at", "pk")
    )
    with override(digest.person.language):
        told = in_words(notices, for_person(digest.person), reminding=True)
        for each in told:
            if each.message is None:
                _leave_out(each)
        kept = [(each.notice, each.message) for each in told if each.message]
        if not kept:
            _note(digest, settled_at=clock.now())
        elif _posted(_together(digest, [message for _n, message in kept]), digest, last=last):
            now = clock.now()
            _note(digest, sent_at=now)
            Notice.objects.filter(pk__in=[notice.pk for notice, _m in kept]).update(sent_at=now)


def _together(digest: Digest, messages: list[Message]) -> Letter:
    count = len(messages)
    parts = [
        f"{' '.join(each.subject.split())}\n{each.text}\n{settings.VERN_URL}{each.path}"
        for each in messages
    ]
    return Letter(
        to=digest.person.email,
        subject=ngettext("%(count)d notice from Vern", "%(count)d notices from Vern", count)
        % {"count": count},
        text="\n\n".join(parts),
        key=f"digest-{digest.pk}",
    )


def _posted(letter: Letter, mailing: Mailing, *, last: bool) -> bool:
    """Whether the server took it."""
    try:
        post(letter)
    except NeverGoes as error:
        _set_aside(mailing, Problem.REFUSED, str(error))
    except Exception as error:
        if not last:
            raise
        _set_aside(mailing, Problem.EXHAUSTED, type(error).__name__)
    else:
        return True
    return False


def _leave_out(told: Told) -> None:
    if told.error is not None:
        # The error's own words could hold something from the case.
        _set_aside(told.notice, Problem.COMPOSE, type(told.error).__name__)
    elif told.hushed is not None:
        _settle(told.notice, told.hushed)


def _settle(notice: Notice, why: Settled) -> None:
    _note(notice, settled_at=clock.now(), settled_as=why)


def _set_aside(mailing: Mailing, problem: Problem, detail: str) -> None:
    # Without the detail: what a server answers names the person.
    log.warning("mail set aside: %s %d, %s", *_name(mailing), problem.value)
    _note(mailing, aside_at=clock.now(), problem=problem, problem_detail=detail[:200])


def _name(mailing: Mailing) -> tuple[str, int]:
    return type(mailing).__name__.lower(), int(mailing.pk)


def _note(mailing: Mailing, **facts: object) -> None:
    type(mailing)._default_manager.filter(pk=mailing.pk).update(**facts)  # noqa: SLF001 (Django's own name for it)


def _alone(key: str) -> bool:
    """Whether no other worker has this mail in hand; none takes it before the transaction ends.

    No row is locked: the reader may mark it as read meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        [free] = cursor.fetchone() or (False,)
    return bool(free)

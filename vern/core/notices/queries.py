"""Someone's own notices, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import Http404

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.notices.models import Notice
from vern.core.notices.words import in_words
from vern.core.org.actors import Actor

PAGE: Final = 30


@dataclass(frozen=True)
class Line:
    """A notice on its reader's page. One without words is about what they may no longer see."""

    pk: int
    subject: str
    text: str
    at: dt.datetime
    unread: bool


@dataclass(frozen=True)
class Page:
    """`older` is a cursor; empty: nothing more. `unread`: whether one of them is."""

    lines: list[Line]
    older: str
    unread: bool


def page_of(actor: Actor, *, before: str = "") -> Page:
    """The reader's own notices, older than a cursor."""
    rows = Notice.objects.filter(person=actor.person_id).select_related("record")
    if place := _position(before):
        at, pk = place
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    lines = [
        Line(
            pk=each.notice.pk,
            subject=each.message.subject if each.message else "",
            text=each.message.text if each.message else "",
            at=each.notice.created_at,
            unread=each.notice.read_at is None and not each.notice.withheld,
        )
        for each in in_words(found[:PAGE], actor)
    ]
    older = _cursor(found[PAGE - 1]) if len(found) > PAGE else ""
    return Page(lines, older, any(each.unread for each in lines))


def own(actor: Actor, pk: int) -> Notice:
    """One of the reader's own notices. Raises Http404 for any other."""
    found = Notice.objects.select_related("record").filter(pk=pk, person=actor.person_id or 0)
    notice = found.first()
    if notice is None:
        raise Http404
    return notice


def _cursor(notice: Notice) -> str:
    return f"{clock.microseconds(notice.created_at)}-{notice.pk}"


def _position(text: str) -> tuple[dt.datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    since, key = whole_number(moment), whole_number(pk)
    if since is None or key is None:
        return None
    try:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=since), key
    except OverflowError:
        return None

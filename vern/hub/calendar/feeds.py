"""A person's deadlines for a calendar of their own: a secret link, and what is behind it.

The link holds a random key and a code that is made of it with the server's secret (HMAC-SHA256).
So it can be shown again to its owner, a copy of the database opens no feed, and a new key closes the
former link at once.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from vern.core.kernel import clock
from vern.core.org.actors import Actor, for_person
from vern.core.org.models import Person
from vern.hub.calendar.models import Deadline, Feed
from vern.hub.calendar.ports import Words, deadline_rules
from vern.hub.calendar.queries import nearest_own

log = logging.getLogger("vern.security")

SALT: Final = "vern.hub.calendar.feed"
LIMIT: Final = 500
"""No feed tells more: the latest of all days first."""

REFRESH: Final = dt.timedelta(hours=4)
"""How often calendars are asked to look."""


def code_of(key: uuid.UUID) -> str:
    """The part of a link that only this server can make: 256 bits in hexadecimal."""
    return salted_hmac(SALT, key.hex, algorithm="sha256").hexdigest()


def address_of(feed: Feed) -> str:
    """The whole link, on the address that is ours by settings."""
    path = reverse("calendar:feed", args=[feed.key, code_of(feed.key)])
    return f"{settings.VERN_URL}{path}"


def feed_of(actor: Actor) -> Feed | None:
    """The actor's own."""
    return Feed.objects.filter(person=actor.person_id or 0).first()


@transaction.atomic
def renew(*, actor: Actor) -> Feed:
    """A new link for the actor; the former one is closed from now on."""
    fresh = {"key": uuid.uuid4(), "made_at": clock.now()}
    feed, _new = Feed.objects.update_or_create(person_id=actor.person_id or 0, defaults=fresh)
    log.info("calendar link made", extra={"event": "calendar-link-made"})
    return feed


@transaction.atomic
def stop(*, actor: Actor) -> None:
    """Close the actor's link."""
    Feed.objects.filter(person=actor.person_id or 0).delete()
    log.info("calendar link closed", extra={"event": "calendar-link-closed"})


def reader_of(key: uuid.UUID, code: str) -> Person | None:
    """Whose feed it is; None where the link is wrong, renewed or closed, or the account is."""
    if not constant_time_compare(code, code_of(key)):
        return None
    feed = Feed.objects.select_related("person__user").filter(key=key).first()
    if feed is None or feed.person.user is None or not feed.person.user.is_active:
        return None
    return feed.person


def calendar_of(person: Person) -> bytes:
    """The person's deadlines as iCalendar (RFC 5545), in the language that is active. Nothing of a
    case but the kind of deadline and, for those who read it, the number; nothing of what is sealed.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Vern//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Deadlines in Vern"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")  # the same, as Outlook asks for it
    for deadline, words in nearest_own(for_person(person), LIMIT):
        calendar.add_component(_event(deadline, words))
    written: bytes = calendar.to_ical()
    return written


def _event(deadline: Deadline, words: Words) -> Event:
    """A whole day, without clock time: a day is the same day in every time zone."""
    rule = deadline_rules[deadline.rule]
    event = Event()
    event.add("uid", f"{deadline.rule}-{deadline.subject}@{urlsplit(settings.VERN_URL).hostname}")
    event.add("dtstamp", deadline.changed_at.astimezone(dt.UTC))
    event.add("last-modified", deadline.changed_at.astimezone(dt.UTC))
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + dt.timedelta(days=1))
    event.add("summary", f"{rule.label}: {words.number}" if words.number else str(rule.label))
    event.add("description", _("Basis: %(basis)s.") % {"basis": rule.basis})
    event.add("url", f"{settings.VERN_URL}{words.url}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event

"""What relays give to the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel import clock
from vern.core.notices.kinds import Message, NoticeKind, Topic, in_topic, notice_kinds, topics
from vern.core.notices.models import Notice
from vern.core.org.actors import Actor, AskedAlong, asked_along, holding
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.relays import HandedOver, Thing, handed_over
from vern.core.records.models import Record
from vern.core.records.retention import Eraser, erasers
from vern.hub.desk.ports import Shortcut, Task, TaskSource, shortcuts, task_sources
from vern.organise.relay.models import Relay, RelayItem
from vern.organise.relay.queries import ending_soon, unsigned
from vern.organise.relay.services import LEFT, TAKEN

DELEGATED = (RoleKey.DEPUTY_LEADER, RoleKey.CASE_HANDLER, RoleKey.COORDINATOR)
"""What a leader has given others to do at the unit."""

TOPIC = "relay"


_AWAITS = "relay"
_AWAITS_SQL = """
EXISTS(
  SELECT 1 FROM org_assignment post JOIN org_unit led ON led.id = post.unit_id
  WHERE post.person_id = person.id AND post.role = 'leader' AND (
    post.valid_to > %(day)s OR EXISTS(
      SELECT 1 FROM relay_relay relay JOIN org_unit unit ON unit.id = relay.unit_id
      WHERE relay.taken_at IS NULL AND starts_with(unit.path, led.path)
    )
  )
)
"""
"""Whether a relay may await one's signature, or a post of one's ends: most desks need ask no more."""


def _concerns(actor: Actor) -> bool:
    return _leads(actor) and bool(actor.known.get(_AWAITS, True))


def _leads(actor: Actor) -> bool:
    return any(post.role == RoleKey.LEADER and post.instead_of is None for post in actor.posts)


def on_desk(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """What awaits a signature, and the units that one is to hand over."""
    for relay in unsigned(actor)[:limit]:
        mine = relay.leaves_id == actor.person_id
        yield Task(
            title=gettext("Hand over %(unit)s") % {"unit": relay.unit.name}
            if mine
            else gettext("Take over from %(person)s") % {"person": relay.leaves.name},
            url=reverse("relay:show", args=[relay.pk]),
            unit=relay.unit.name,
            status=gettext("Not signed"),
        )
    for unit, last in ending_soon(actor):
        yield Task(
            title=gettext("Hand over %(unit)s") % {"unit": unit.name},
            url=reverse("relay:index"),
            unit=unit.name,
            due=last,
            until=gettext("Your last day: %(day)s"),
        )


def _delegations(actor: Actor, units: Collection[int]) -> QuerySet[Any, int]:  # noqa: ARG001
    held = Assignment.objects.filter(holding(clock.today()), role__in=DELEGATED, unit__in=units)
    keys: QuerySet[Any, int] = held.order_by("role", "pk").values_list("pk", flat=True)
    return keys


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:  # noqa: ARG001
    """Who has been given what is no secret: it stands in who is who."""
    held = Assignment.objects.filter(pk__in=keys).select_related("person", "unit")
    return {
        each.pk: Thing(
            title=f"{each.person.name}, {RoleKey(each.role).label}",
            url=reverse("directory:unit", args=[each.unit.code]),
            unit=each.unit.name,
            due=each.valid_to - dt.timedelta(days=1) if each.valid_to else None,
        )
        for each in held
    }


def gather(notices: Sequence[Notice]) -> None:
    """The relays that notices are about."""
    rows = Relay.objects.select_related("unit", "leaves")
    found = rows.in_bulk([each.facts["relay"] for each in notices])
    for notice in notices:
        notice.known["relay"] = found[notice.facts["relay"]]


def _told(notice: Notice, subject: str) -> Message:
    relay: Relay = notice.known["relay"]
    names = {"unit": relay.unit.name, "person": relay.leaves.name}
    return Message(
        subject=subject % names,
        text=gettext("%(person)s hands over %(unit)s.") % names,
        path=reverse("relay:show", args=[relay.pk]),
    )


def _erase(record: Record) -> None:
    """The words that a leader wrote to the one who came, about a case or what belongs to it."""
    for sort in handed_over:
        things = sort.of_record(record.pk)
        RelayItem.objects.filter(sort=sort.key, thing__in=things).update(word="")


def register() -> None:
    asked_along.add(AskedAlong(_AWAITS, _AWAITS_SQL))
    erasers.add(Eraser("relay", _erase))
    handed_over.add(
        HandedOver("delegations", _("What others have been given to do"), _delegations, _described)
    )
    verbs.add(
        Verb("relay.begun", _("Began to hand over the unit")),
        Verb("relay.cancelled", _("Called off handing over the unit")),
        Verb("relay.left", _("Signed what is handed over")),
        Verb("relay.taken", _("Signed that they take over the unit")),
    )
    topics.add(
        Topic(TOPIC, _("Handover of a unit"), _("When a leader hands over to another."), order=60)
    )
    notice_kinds.add(
        *in_topic(
            TOPIC,
            NoticeKind(LEFT, lambda n: _told(n, gettext("%(unit)s is handed over"))),
            NoticeKind(TAKEN, lambda n: _told(n, gettext("%(unit)s has been taken over"))),
            gather=gather,
        )
    )
    task_sources.add(
        TaskSource(
            "relay",
            _("Handover of a unit"),
            on_desk,
            _("Nothing is to be handed over."),
            concerns=_concerns,
        )
    )
    shortcuts.add(
        Shortcut(
            "relay",
            _("Handover of a unit"),
            _("When you leave a post as leader: what lies there, with a word to each."),
            lambda actor: reverse("relay:index") if _leads(actor) else "",
            order=65,
        )
    )

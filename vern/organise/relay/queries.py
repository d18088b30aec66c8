"""What lies with a leader, who takes over, and a relay as its readers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import ngettext

from vern.core.kernel import clock
from vern.core.kernel.together import keys
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.queries import answered_by, representatives_of
from vern.core.org.relays import Thing, handed_over
from vern.organise.relay.models import Relay
from vern.organise.relay.receivers import (
    Receiver,
    next_leaders,
    of_relay,
    receiver_of,
    receivers_of,
)

Key = tuple[str, int]
"""The sort of a thing, and its own key."""

AHEAD = dt.timedelta(days=30)
"""So long before a leader's last day they are asked to hand over."""


def sorts() -> list[str]:
    return [each.key for each in sorted(handed_over, key=lambda each: each.order)]


def lying_with(actor: Actor, unit: Unit) -> list[Key]:
    """What lies with the leader of a unit today, there and below where nobody leads: one question for
    all sorts whose keys a queryset gives, and what the others ask."""
    below = [key for key in answered_by(actor) if key == unit.pk or _under(actor, key, unit)]
    given = {sort: handed_over[sort].lying(actor, below) for sort in sorts()}
    asked = keys({sort: rows for sort, rows in given.items() if isinstance(rows, QuerySet)})
    return [(sort, thing) for sort, rows in given.items() for thing in asked.get(sort, rows)]


def _under(actor: Actor, key: int, unit: Unit) -> bool:
    tree = actor.known.get("tree")
    return tree is not None and any(place.unit_id == unit.pk for place in tree.upward(key))


@dataclass(frozen=True)
class Led:
    """A unit that one leads. `last`: one's last day there, where it is set; `receiver`: who would sign
    after one; `begun`: the key of a handover that is begun."""

    unit: Unit
    last: dt.date | None
    receiver: Receiver
    begun: int | None


def led_by(actor: Actor) -> list[Led]:
    """Units that the actor leads, with what one must know before handing over. Three queries."""
    led = to_hand_over(actor)
    me = actor.person_id or 0
    receivers = next_leaders([(unit, me) for unit, _last in led])
    begun = Relay.objects.filter(leaves=me, taken_at=None, unit__in=[unit for unit, _last in led])
    keys = dict(begun.values_list("unit", "pk"))
    return [
        Led(unit, last, receiver, keys.get(unit.pk))
        for (unit, last), receiver in zip(led, receivers, strict=True)
    ]


def leads_now(actor: Actor, unit: Unit) -> bool:
    """Whether the unit is the actor's own to lead, not as a stand-in."""
    return any(
        post.role == RoleKey.LEADER and post.unit_id == unit.pk and post.instead_of is None
        for post in actor.posts
    )


def to_hand_over(actor: Actor) -> list[tuple[Unit, dt.date | None]]:
    """Units that the actor leads, with the last day where one is set."""
    held = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.LEADER, person=actor.person_id or 0
    ).select_related("unit")
    one = dt.timedelta(days=1)
    return [(each.unit, each.valid_to - one if each.valid_to else None) for each in held]


def ending_soon(actor: Actor) -> list[tuple[Unit, dt.date]]:
    """Units whose leader the actor is not for much longer, and has not begun to hand over."""
    last = clock.today() + AHEAD
    soon = [(unit, day) for unit, day in to_hand_over(actor) if day is not None and day <= last]
    if not soon:
        return []
    begun = Relay.objects.filter(leaves=actor.person_id, unit__in=[unit.pk for unit, _day in soon])
    units = set(begun.values_list("unit", flat=True))
    return [(unit, day) for unit, day in soon if unit.pk not in units]


def unsigned(actor: Actor) -> list[Relay]:
    """Relays that await the actor's signature."""
    rows = Relay.objects.filter(taken_at=None).select_related("unit", "leaves")
    mine = list(rows.filter(left_at=None, leaves=actor.person_id or 0))
    if not any(post.role == RoleKey.LEADER for post in actor.posts):
        return mine
    paths = Q(pk__in=[])
    for post in actor.posts:
        if post.role == RoleKey.LEADER and post.instead_of is None:
            paths |= Q(unit__path__startswith=post.path)
    waiting = list(rows.filter(paths, left_at__isnull=False).exclude(leaves=actor.person_id))
    receivers = receivers_of(waiting)
    return mine + [each for each in waiting if _is(receivers[each.pk], actor)]


def _is(person: Person | None, actor: Actor) -> bool:
    return person is not None and person.pk == actor.person_id


@dataclass(frozen=True)
class Item:
    """One thing with its word; a thing that the reader may not know of is counted, no more."""

    key: Key
    thing: Thing
    word: str

    @property
    def field(self) -> str:
        return field_of(self.key)

    @property
    def late(self) -> str:
        """By how much its day is past, in words."""
        days = (clock.today() - self.thing.due).days if self.thing.due else 0
        late = ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days}
        return late if days > 0 else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """What awaits in it, and by how much it is late."""
        return (*self.thing.statuses, *((self.late,) if self.late else ()))


def field_of(key: Key) -> str:
    """The name of the field for a word."""
    return f"word-{key[0]}-{key[1]}"


@dataclass(frozen=True)
class Group:
    label: str
    items: list[Item]


@dataclass(frozen=True)
class Page:
    """A relay for one reader. `writes`: it is theirs to write and sign; `takes`: theirs to take over; `why`: whose
    it is to sign next, and why, until both have."""

    relay: Relay
    groups: list[Group]
    receiver: Person | None
    writes: bool
    takes: bool
    why: str = ""

    @property
    def may_cancel(self) -> bool:
        """Nobody has signed: who began may call it off."""
        return self.writes

    @property
    def empty(self) -> bool:
        return not self.groups


def get_unsigned(actor: Actor, pk: int) -> Relay:
    """A handover that the actor has begun and may call off. Raises Http404 for any other."""
    rows = Relay.objects.filter(left_at=None, leaves=actor.person_id or 0).select_related("unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_relay(actor: Actor, pk: int) -> Relay:
    """A relay that one may read: who leaves, who takes or took over, the safety representatives of the
    unit once it is signed, and the HSE department. Raises Http404 for others."""
    relay = Relay.objects.filter(pk=pk).select_related("unit", "leaves", "taken_by").first()
    if relay is None or actor.person_id is None:
        raise Http404
    readers = {relay.leaves_id, relay.taken_by_id}
    if actor.person_id in readers or actor.scope(ADMINISTER).covers(relay.unit.path):
        return relay
    if relay.left_at and (
        _is(receiver_of(relay), actor)
        or actor.person_id in {each.pk for each in representatives_of(relay.unit)}
    ):
        return relay
    raise Http404


def page_of(actor: Actor, relay: Relay) -> Page:
    """One question for each sort of things, and two for the words and who takes over."""
    coming = of_relay(relay)
    receiver = relay.taken_by or coming.person
    writes = relay.leaves_id == actor.person_id and relay.left_at is None
    words = {(each.sort, each.thing): each.word for each in relay.items.all()}
    listed = writes and leads_now(actor, relay.unit)
    things: Sequence[Key] = lying_with(actor, relay.unit) if listed else list(words)
    return Page(
        relay=relay,
        groups=_groups(actor, things, words),
        receiver=receiver,
        writes=writes,
        takes=relay.left_at is not None and relay.taken_at is None and _is(receiver, actor),
        why="" if relay.taken_at else coming.why,
    )


def _groups(actor: Actor, things: Iterable[Key], words: Mapping[Key, str]) -> list[Group]:
    by_sort: dict[str, list[int]] = {}
    for sort, thing in things:
        by_sort.setdefault(sort, []).append(thing)
    groups = []
    for sort in sorts():
        asked = by_sort.get(sort, [])
        known = handed_over[sort].described(actor, asked) if asked else {}
        items = [
            Item((sort, thing), known[thing], words.get((sort, thing), ""))
            for thing in asked
            if thing in known
        ]
        if items:
            items.sort(key=lambda item: item.thing.due or dt.date.max)
            groups.append(Group(str(handed_over[sort].label), items))
    return groups

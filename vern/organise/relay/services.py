"""Begin a relay, write to it, sign it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.notices.services import tell
from vern.core.org.actors import Actor, holding
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Assignment, RoleKey, Unit
from vern.core.org.queries import representatives_of
from vern.organise.relay.models import Relay, RelayItem
from vern.organise.relay.queries import Key, leads_now, lying_with
from vern.organise.relay.receivers import receiver_of

LEFT, TAKEN = "relay.left", "relay.taken"


@transaction.atomic
def begin(*, actor: Actor, unit: Unit) -> Relay:
    """The leader of a unit begins to hand it over. Beginning twice gives the same relay.

    Raises PermissionDenied for anyone but the leader: a stand-in hands nothing over.
    """
    held = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.LEADER, unit=unit, person=actor.person_id or 0
    )
    own = held.select_for_update(of=("self",)).first()
    if own is None:
        raise PermissionDenied
    open_ones = Relay.objects.filter(unit=unit, leaves=own.person_id, taken_at=None)
    relay = open_ones.first()
    if relay is None:
        relay = Relay.objects.create(unit=unit, leaves_id=own.person_id, began_at=clock.now())
        _publish("relay.begun", actor, relay)
    return relay


@transaction.atomic
def write(*, actor: Actor, relay: Relay, word: str, words: Mapping[Key, str]) -> None:
    """What the one who leaves says of it, and of each thing. What no longer lies there is left out;
    who has left already adds nothing.

    Raises PermissionDenied for anyone else, Refused once it is signed.
    """
    relay = _locked(relay)
    if relay.leaves_id != actor.person_id:
        raise PermissionDenied
    if relay.left_at:
        raise Refused(_("You have signed. Nothing can be changed in it any more."))
    relay.word = word
    relay.save(update_fields=["word"])
    said = {(each.sort, each.thing): each.word for each in relay.items.all()}
    now = lying_with(actor, relay.unit) if leads_now(actor, relay.unit) else list(said)
    relay.items.all().delete()
    RelayItem.objects.bulk_create(
        RelayItem(relay=relay, sort=sort, thing=thing, word=words.get(key, said.get(key, "")))
        for key in now
        for sort, thing in [key]
    )


@transaction.atomic
def leave(*, actor: Actor, relay: Relay, word: str, words: Mapping[Key, str]) -> None:
    """The one who leaves signs: from now on the list stands. The safety representatives, and the one
    who takes over, are told. Signing twice changes nothing.

    Raises PermissionDenied for anyone else.
    """
    if _locked(relay).left_at:
        return
    write(actor=actor, relay=relay, word=word, words=words)
    relay = _locked(relay)
    relay.left_at = clock.now()
    relay.save(update_fields=["left_at"])
    _publish("relay.left", actor, relay)
    receiver = receiver_of(relay)
    people = [*representatives_of(relay.unit), *([receiver] if receiver else [])]
    tell(LEFT, people, facts={"relay": relay.pk}, by=actor.person_id)


@transaction.atomic
def cancel(*, actor: Actor, relay: Relay) -> None:
    """The one who began calls it off, with what they have written. Twice changes nothing.

    Raises PermissionDenied for anyone else, Refused once it is signed.
    """
    if relay.leaves_id != actor.person_id:
        raise PermissionDenied
    rows = Relay.objects.select_for_update(of=("self",)).filter(pk=relay.pk)
    found = rows.first()
    if found is None:
        return
    if found.left_at:
        raise Refused(_("You have signed. Nothing can be changed in it any more."))
    _publish("relay.cancelled", actor, found)
    found.delete()


@transaction.atomic
def take(*, actor: Actor, relay: Relay) -> None:
    """The one who takes over has read it, and signs. Twice changes nothing.

    Raises PermissionDenied for anyone but the one who comes, or the leader above while nobody has;
    Refused before the one who leaves has signed.
    """
    relay = _locked(relay)
    if relay.taken_at:
        return
    receiver = receiver_of(relay)
    if receiver is None or receiver.pk != actor.person_id:
        raise PermissionDenied
    if relay.left_at is None:
        raise Refused(_("The one who leaves has not signed yet."))
    relay.taken_by_id, relay.taken_at = actor.person_id, clock.now()
    relay.save(update_fields=["taken_by", "taken_at"])
    _publish("relay.taken", actor, relay)
    people = [relay.leaves_id, *(each.pk for each in representatives_of(relay.unit))]
    tell(TAKEN, people, facts={"relay": relay.pk}, by=actor.person_id)


def _locked(relay: Relay) -> Relay:
    rows = Relay.objects.select_for_update(of=("self",)).select_related("unit", "leaves")
    return rows.get(pk=relay.pk)


def _publish(verb: str, actor: Actor, relay: Relay) -> None:
    publish(
        OrganisationChanged(
            verb, actor, unit_id=relay.unit_id, person_id=relay.leaves_id, facts={"relay": relay.pk}
        )
    )

"""What the institution decides about reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from vern.control.incidents.editable import CHANNELS, POLICY
from vern.control.incidents.models import Channel, ReportingPolicy
from vern.core.history.services import note_organisation
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import ContentSaved, OrganisationChanged
from vern.core.org.models import Unit, UnitKind


@dataclass(frozen=True)
class Decision:
    """`addresses`: where the other channels are, by key; an empty one is not offered."""

    nameless_allowed: bool
    days_to_close: int
    days_to_object: int
    addresses: Mapping[str, str]


@transaction.atomic
def steer(*, actor: Actor, decision: Decision) -> None:
    """Decide it, and write down who did, where something changed. Deadlines given stay as they are."""
    policy, _new = ReportingPolicy.objects.select_for_update().get_or_create(pk=1)
    changed = _changed_channels(decision.addresses)
    before = (policy.nameless_allowed, policy.days_to_close, policy.days_to_object)
    after = (decision.nameless_allowed, decision.days_to_close, decision.days_to_object)
    if before == after and not changed:
        return
    policy.nameless_allowed, policy.days_to_close, policy.days_to_object = after
    policy.save()
    institution = Unit.objects.filter(kind=UnitKind.INSTITUTION, active=True).first()
    note_organisation(
        OrganisationChanged(
            verb="incident.steered",
            actor=actor,
            unit_id=institution.pk if institution else None,
            facts={
                "nameless_allowed": int(policy.nameless_allowed),
                "days_to_close": policy.days_to_close,
                "days_to_object": policy.days_to_object,
                "channels": ",".join(changed),
            },
        )
    )
    for kind, key in [(POLICY, str(policy.pk)), *((CHANNELS, each) for each in changed)]:
        publish(ContentSaved(kind, key, actor))


def _changed_channels(addresses: Mapping[str, str]) -> list[str]:
    """Give the other channels their addresses. Keys of those that changed."""
    changed = []
    for channel in Channel.objects.select_for_update().exclude(url="").filter(key__in=addresses):
        url = addresses[channel.key]
        if (channel.offered, channel.url) == (bool(url), url or channel.url):
            continue
        channel.offered = bool(url)
        channel.url = url or channel.url
        channel.save(update_fields=["offered", "url"])
        changed.append(channel.key)
    return changed

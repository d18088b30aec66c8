"""What is offered from the pages of other records: to assess the risk of what they tell of."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.records.access import holds
from vern.core.records.kinds import kinds
from vern.core.records.models import Record
from vern.core.records.offers import Offer, offers
from vern.plan.risk.queries.rights import may_start

ASSESS: Final = "risk.assess"


def _may(actor: Actor, record: Record) -> bool:
    """Whoever reads it whole, and may start an assessment where it belongs."""
    return holds(actor, kinds[record.kind].see, record) and may_start(actor, record.unit)


def register() -> None:
    offers.add(
        Offer(
            ASSESS,
            _("Assess the risk of this"),
            frozenset({"incident", "round", "change"}),
            "risk:start",
            _may,
            order=20,
        )
    )

"""What risk assessments are found by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.hub.search.ports import About, Layer, Searchable, searchables
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.queries.searching import WHOLE, read_whole, texts


def register() -> None:
    searchables.add(
        Searchable(
            "risk",
            _("Risk assessments"),
            _("Risk assessment"),
            About.RECORD,
            layers=(Layer(WHOLE, read_whole, capabilities=lambda: (SEE,), part=True),),
            texts=texts,
            order=20,
        )
    )

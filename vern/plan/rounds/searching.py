"""What rounds are found by: for those who read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.hub.search.ports import About, Layer, Searchable, Text, searchables
from vern.plan.rounds.capabilities import SEE
from vern.plan.rounds.models import KIND, STATE_LABELS, Round
from vern.plan.rounds.queries.findings import not_as
from vern.plan.rounds.rules import RoundState

READERS = "readers"


def texts(keys: list[int]) -> Iterator[Text]:
    """Rooms, findings, comments and what was agreed: not who wished what."""
    rows = Round.objects.filter(pk__in=keys).select_related("record__unit")
    address = addresses("rounds:show")
    for each in rows.prefetch_related("areas", "findings__point", "marks"):
        record = each.record
        yield Text(
            subject=record.pk,
            thing=record.pk,
            layer=READERS,
            title=record.title,
            url=address(record.pk),
            body=list(_said(each)),
            number=record.number,
            at=record.opened_at,
            unit_id=record.unit_id,
            unit=record.unit.name,
            state=record.state,
            status=str(STATE_LABELS[RoundState(each.state)]),
            capability=SEE,
        )


def _said(round_: Round) -> Iterator[str]:
    yield round_.notes
    yield from (area.name for area in round_.areas.all())
    for finding in round_.findings.all():
        yield finding.words
        yield finding.reason
        if finding.point is not None:
            yield _not_as(finding.point.name_nb)
    yield from dict.fromkeys(mark.comment for mark in round_.marks.all())


@translation.override("nb")
def _not_as(point: str) -> str:
    """The index holds the points in bokmål."""
    return not_as(point)


def read(actor: Actor) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = Record.objects.filter(kind=KIND)
    return rows.visible_to(actor).order_by().values("pk")  # type: ignore[attr-defined,no-any-return]


def register() -> None:
    searchables.add(
        Searchable(
            "round",
            _("HSE rounds"),
            _("HSE round"),
            About.RECORD,
            layers=(Layer(READERS, read, capabilities=lambda: (SEE,), part=True),),
            texts=texts,
            order=20,
        )
    )

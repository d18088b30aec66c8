"""Measures, which lie below: whole for those who read the case, in the plan's neutral words for the
others who know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import addresses
from vern.core.measures.models import SEE_PLAN, Measure
from vern.core.org.actors import Actor
from vern.core.org.queries import answered_by
from vern.core.records.kinds import kinds
from vern.core.records.models import Record, Sensitivity, State
from vern.hub.search.ports import About, Layer, Searchable, Text

WHOLE, PLAN = "whole", "plan"


def texts(records: list[int]) -> Iterator[Text]:
    """Nothing of sealed records (whistleblowing)."""
    found = (
        Measure.objects.filter(origin__in=records, origin__sensitivity__lt=Sensitivity.SEALED)
        .select_related("origin", "unit", "responsible")
        .order_by("pk")
    )
    address = addresses("measures:show")
    for measure in found:
        url = address(measure.pk)
        yield _whole(measure, url)
        yield _in_the_plan(measure, url)


def _whole(measure: Measure, url: str) -> Text:
    case = measure.origin
    by_right = case.sensitivity < Sensitivity.PARTIES
    return Text(
        layer=WHOLE,
        title=measure.title,
        body=(measure.plan_text, measure.done_note, measure.effect_note),
        case_unit_id=case.unit_id,
        building_id=case.building_id,
        capability=kinds[case.kind].see if by_right and case.kind in kinds else "",
        **_facts(measure, url),
    )


def _in_the_plan(measure: Measure, url: str) -> Text:
    carrier = (
        f"#p:{measure.responsible_id}"
        if measure.responsible_id
        else f"#o:{measure.responsible_unit_id}"
    )
    return Text(
        layer=PLAN,
        title=measure.plan_text,
        capability=SEE_PLAN,
        keys=(carrier,),
        **_facts(measure, url),
    )


def _facts(measure: Measure, url: str) -> dict[str, Any]:
    return {
        "subject": measure.origin_id,
        "thing": measure.pk,
        "url": url,
        "at": measure.decided_at,
        "unit_id": measure.unit_id,
        "unit": measure.unit.name,
        "state": State.CLOSED if measure.done else State.OPEN,
        "status": gettext("Done") if measure.done else measure.deadline,
    }


def _known_whole(actor: Actor) -> QuerySet[Any, Any]:
    return (
        Measure.objects.filter(origin__sensitivity__lt=Sensitivity.SEALED, origin__in=_held(actor))
        .order_by()
        .values("pk")
    )


def _known(actor: Actor) -> QuerySet[Any, Any]:
    rows = Measure.objects.visible_to(actor).filter(origin__sensitivity__lt=Sensitivity.SEALED)
    return rows.exclude(origin__in=_held(actor)).order_by().values("pk")


def _held(actor: Actor) -> QuerySet[Any, Any]:
    return Record.objects.held_by(actor).order_by().values("pk")


def _every_case() -> Iterable[str]:
    return {kind.see for kind in kinds}


def _carried(actor: Actor) -> Iterable[str]:
    """Their own, and those of the posts that they have or answer for."""
    units = answered_by(actor) | {post.unit_id for post in actor.posts}
    return [f"#p:{actor.person_id}", *(f"#o:{unit}" for unit in sorted(units))]


MEASURES = Searchable(
    "measure",
    _("Measures"),
    _("Measure"),
    About.RECORD,
    layers=(
        Layer(WHOLE, _known_whole, capabilities=_every_case, part=True),
        Layer(PLAN, _known, capabilities=lambda: (SEE_PLAN,), part=True, keys=_carried),
    ),
    texts=texts,
    order=20,
)

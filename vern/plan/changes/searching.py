"""What change processes are found by: one layer, those who read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.records.models import Record, Sensitivity
from vern.hub.search.ports import About, Layer, Searchable, Text, searchables
from vern.plan.changes.capabilities import SEE
from vern.plan.changes.models import KIND, STATE_LABELS, ChangeProcess, Consequence, Involvement
from vern.plan.changes.rules import ChangeState

READERS: Final = "change"


def texts(keys: list[int]) -> Iterator[Text]:
    """Three queries, however many."""
    rows = ChangeProcess.objects.filter(pk__in=keys, record__sensitivity__lt=Sensitivity.SEALED)
    words = _said(keys)
    address = addresses("changes:show")
    for each in rows.select_related("record__unit"):
        record = each.record
        own = (each.why, each.what, each.decision, each.no_assessment_reason)
        more = (each.not_involved_reason, each.evaluation, each.dropped_reason)
        yield Text(
            subject=record.pk,
            thing=record.pk,
            layer=READERS,
            title=record.title,
            url=address(record.pk),
            body=[*own, *more, *words[record.pk]],
            number=record.number,
            at=record.opened_at,
            unit_id=record.unit_id,
            unit=record.unit.name,
            state=record.state,
            status=str(STATE_LABELS[ChangeState(each.state)]),
            capability=SEE if record.sensitivity < Sensitivity.PARTIES else "",
        )


def _said(keys: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for each in Involvement.objects.filter(process__in=keys):
        found[each.process_id] += [each.words, each.right_words, each.reference]
    for one in Consequence.objects.filter(process__in=keys).exclude(words=""):
        found[one.process_id].append(one.words)
    return found


def read_by(actor: Actor) -> QuerySet[Any, Any]:
    rows = Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
    return rows.held_by(actor).order_by().values("pk")


def register() -> None:
    searchables.add(
        Searchable(
            "change",
            _("Change processes"),
            _("Change process"),
            About.RECORD,
            layers=(Layer(READERS, read_by, capabilities=lambda: (SEE,), part=True),),
            texts=texts,
            order=20,
            concerns=lambda actor: actor.has(SEE),
        )
    )

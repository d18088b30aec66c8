"""Measures that a person is responsible for by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vern.core.measures.models import Measure
from vern.core.measures.queries import lines, rows_for
from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data


def _measures(actor: Actor) -> Iterable[Row]:
    """In the words that the person may read."""
    found = rows_for(actor).filter(responsible=actor.person_id).order_by("-due_on", "-pk")
    for line in lines(found):
        measure: Measure = line.measure
        yield line.words, measure.unit.name, measure.due_on, measure.done_at


def register() -> None:
    personal_data.add(
        PersonalData(
            "measures",
            _("Measures you are responsible for"),
            _("By name. Those that a role or a unit has are not yours."),
            (
                ("measure", _("Measure")),
                ("unit", _("Unit")),
                ("due", _("Deadline")),
                ("done", _("Done")),
            ),
            _measures,
            order=40,
        )
    )

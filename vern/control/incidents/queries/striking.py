"""Everywhere that people write in their own words about a report, so that a name can be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Model
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import (
    Closure,
    Incident,
    Inquiry,
    Lesson,
    Notification,
    Objection,
    RootCause,
    WorkStop,
)
from vern.control.incidents.queries.protecting import FOR_RECEPTION
from vern.core.files.models import Attachment
from vern.core.history.services import former_texts
from vern.core.measures.models import MaintenanceOrder, Measure, Occurrence
from vern.core.org.actors import SYSTEM
from vern.core.records.acting import acting_as
from vern.core.records.models import Record, Sensitivity
from vern.core.talk.models import Comment, Confidence
from vern.hub.retention.models import Hold

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AROUND = 40
"""Characters shown on each side of what is found."""

Fields = Mapping[str, "_StrPromise"]

PLACES: tuple[tuple[Any, str, Fields], ...] = (
    (Record, "pk", {"title": _("The title")}),
    (
        Incident,
        "record",
        {
            "description": _("What was told"),
            "room": _("The room or place"),
            "done_at_once": _("What was done at once"),
            "proposal": _("The proposal"),
            "cause_text": _("The causes in words"),
            "summary": _("The neutral summary"),
        },
    ),
    (Hold, "record", {"reason": _("Why the report is kept from being erased")}),
    (Attachment, "record", {"name": _("The name of a file")}),
    (Comment, "record", {"text": _("A message or comment")}),
    (Confidence, "comment__record", {"text": _("A message or comment")}),
    (
        Closure,
        "incident",
        {
            "message": _("An answer to the one who reported"),
            "no_measures_reason": _("Why no measure was needed"),
            "verdict": _("What was said of the answer"),
            "reopened_reason": _("Why it was opened again"),
        },
    ),
    (
        Measure,
        "origin",
        {
            "title": _("A measure"),
            "plan_text": _("A measure's words in the plan"),
            "done_note": _("What was said of a measure that is done"),
            "effect_note": _("What was said of a measure's effect"),
        },
    ),
    (Occurrence, "measure__origin", {"note": _("What was said of a measure that is done")}),
    (MaintenanceOrder, "measure__origin", {"reference": _("An order to building maintenance")}),
    (
        WorkStop,
        "incident",
        {"what": _("A stop of work"), "decision": _("The decision on a stop of work")},
    ),
    (
        Objection,
        "incident",
        {"text": _("An objection"), "answer": _("The answer to an objection")},
    ),
    (Notification, "incident", {"reference": _("A note on who was told")}),
    (RootCause, "incident", {"text": _("A root cause")}),
    (
        Lesson,
        "incident",
        {
            "title": _("A lesson"),
            "what_happened": _("A lesson"),
            "what_we_learned": _("A lesson"),
        },
    ),
    (
        Inquiry,
        "incident",
        {"subject": _("A question to other units"), "text": _("A question to other units")},
    ),
)
"""Tables, the way from each to the record, and their free texts with what a reader calls them."""


@dataclass(frozen=True)
class Place:
    """A text in which the words stand: how often, and the first time with what is around it, where
    it is not between the reception and the one who reported."""

    label: str
    times: int
    before: str
    found: str
    after: str


def where(record: Record, pattern: re.Pattern[str]) -> list[Place]:
    """Where the pattern is found, former texts too: a query for each table."""
    sealed = record.sensitivity == Sensitivity.SEALED
    found = []
    for rows, fields in tables(record):
        for row in rows:
            around = AROUND if sealed or not _is_for_reception(row) else 0
            texts = [(str(label), str(getattr(row, name))) for name, label in fields.items()]
            found += [_place(label, text, pattern, around) for label, text in texts]
    for former in former_texts(record):
        around = AROUND if sealed or former.field != FOR_RECEPTION else 0
        found.append(_place(str(_("An earlier text")), former.text, pattern, around))
    return [place for place in found if place]


def _is_for_reception(row: Model) -> bool:
    """Whether what it says stays between the reception and the one who reported."""
    if isinstance(row, Closure):
        return row.outcome in (Closure.Outcome.FINISHED, Closure.Outcome.HANDED_OVER)
    return isinstance(row, Confidence)


def tables(record: Record) -> list[tuple[list[Model], Fields]]:
    """The rows that are about the record, with their free texts: all of them, also those that whoever
    strikes may not read. It is the system that looks for the words."""
    with acting_as(SYSTEM):
        return [
            (list(model.objects.filter(**{way: record.pk})), fields)
            for model, way, fields in PLACES
        ]


def longest(row: Model, field: str) -> int | None:
    """How many characters a field can have; None: any number."""
    found = row._meta.get_field(field)  # noqa: SLF001 - Django's documented way to a field
    return found.max_length if isinstance(found, CharField) else None


def _place(label: str, text: str, pattern: re.Pattern[str], around: int) -> Place | None:
    found = list(pattern.finditer(text))
    if not found:
        return None
    start, end = found[0].span()
    before = text[max(start - around, 0) : start]
    after = text[end : end + around]
    return Place(
        label,
        len(found),
        f"…{before}" if start > around else before,
        found[0].group(),
        f"{after}…" if end + around < len(text) else after,
    )

"""What a leader hands over of reports: what is open, and what ended and still awaits the leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND
from vern.control.incidents.queries.lists import by_post
from vern.control.incidents.queries.waiting import LABELS, OPEN_ONE, Row, day_of, open_or_awaited
from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record
from vern.core.records.querysets import NOT_PERSONAL


def _cases(actor: Actor, units: Collection[int]) -> Collection[int]:
    """Reports of the units that are the leader's by their post: the open ones, and those that have
    ended and still await the leader. What only named people read is not among them: whoever is to
    have that is named in it."""
    rows = Record.objects.held_by(actor).filter(NOT_PERSONAL & by_post(actor))
    found = _by_report(open_or_awaited(rows.filter(kind=KIND, handling_unit__in=units)))
    actor.known[_FOUND] = found
    return sorted(found)


def _by_report(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(row)
    return found


_FOUND = "incidents handed over"
"""Where what lies with an actor is known from, for the words right after."""


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    """With all that awaits an answer in each, and the nearest day for any of it."""
    held = Record.objects.held_by(reader).filter(pk__in=keys)
    awaited = reader.known.get(_FOUND)
    if awaited is None or not set(keys) <= awaited.keys():
        awaited = _by_report(open_or_awaited(held))
    return {
        each.pk: Thing(
            title=each.title,
            url=reverse("incidents:show", args=[each.pk]),
            number=each.number,
            unit=each.unit.name,
            due=min(_days(awaited.get(each.pk, ())), default=None),
            statuses=tuple(
                dict.fromkeys(
                    str(LABELS[row[0]]) for row in awaited.get(each.pk, ()) if row[0] != OPEN_ONE
                )
            ),
        )
        for each in held.select_related("unit")
    }


def _days(rows: Iterable[Row]) -> list[dt.date]:
    return [day for day in (day_of(row) for row in rows) if day is not None]


RELAYED = HandedOver(
    "incidents",
    _("Reports to handle"),
    _cases,
    _described,
    order=30,
    of_record=lambda record: (record,),
)

"""What a leader hands over of reports: open cases, stopped work, objections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND, Objection, WorkStop
from vern.control.incidents.queries.lists import by_post
from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record, State
from vern.core.records.querysets import NOT_PERSONAL


def _with_the_leader(actor: Actor, units: Collection[int]) -> QuerySet[Record]:
    """Reports of the units that are the leader's by their post. What only named people read is not
    among them: whoever is to have that is named in it."""
    rows: QuerySet[Record] = Record.objects.held_by(actor)
    return rows.filter(NOT_PERSONAL & by_post(actor), kind=KIND, handling_unit__in=units)


def _cases(actor: Actor, units: Collection[int]) -> Collection[int]:
    return _keys(_with_the_leader(actor, units).filter(state=State.OPEN))


def _stops(actor: Actor, units: Collection[int]) -> Collection[int]:
    about = _with_the_leader(actor, units).values("pk")
    return _keys(WorkStop.objects.filter(decided_at=None, incident__in=about))


def _objections(actor: Actor, units: Collection[int]) -> Collection[int]:
    about = _with_the_leader(actor, units).values("pk")
    return _keys(Objection.objects.filter(answered_at=None, incident__in=about))


def _keys(rows: QuerySet[Any]) -> Collection[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


Described = Callable[[Actor, Collection[int]], Mapping[int, Thing]]


def _about(rows: Callable[[Collection[int]], QuerySet[Any]]) -> Described:
    """Things by their key, through the report that each is about."""

    def described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
        about = dict(rows(keys).values_list("pk", "about"))
        held = Record.objects.held_by(reader).filter(pk__in=set(about.values()))
        seen = {each.pk: each for each in held.select_related("unit")}
        return {key: _thing(seen[record]) for key, record in about.items() if record in seen}

    return described


def _thing(record: Record) -> Thing:
    return Thing(
        title=record.title,
        url=reverse("incidents:show", args=[record.pk]),
        number=record.number,
        unit=record.unit.name,
        due=record.due_on,
    )


RELAYED = (
    HandedOver(
        "incidents.stops",
        _("Stopped work that nobody has decided on"),
        _stops,
        _about(lambda keys: WorkStop.objects.filter(pk__in=keys).values(about=F("incident"))),
        order=10,
    ),
    HandedOver(
        "incidents.objections",
        _("Objections without an answer"),
        _objections,
        _about(lambda keys: Objection.objects.filter(pk__in=keys).values(about=F("incident"))),
        order=20,
    ),
    HandedOver(
        "incidents.cases",
        _("Open reports"),
        _cases,
        _about(lambda keys: Record.objects.filter(pk__in=keys).values(about=F("pk"))),
        order=30,
    ),
)

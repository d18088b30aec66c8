"""What a device takes along on the walk, and what a page without the script shows of a room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse

from vern.core.kernel.ui.dates import day
from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.records.access import get_record
from vern.core.records.models import Record
from vern.plan.rounds.models import KIND, Area, Mark, Round
from vern.plan.rounds.queries.checklists import Checklist, checklists_of
from vern.plan.rounds.queries.findings import photos_of
from vern.plan.rounds.queries.people import may_map
from vern.plan.rounds.rules import RoundState

WALKING = (RoundState.PLANNED, RoundState.MAPPING)


def to_walk(actor: Actor, pk: int) -> tuple[Record, Round]:
    """The round, for those who may note what they see. Raises Http404: to others there is no walk."""
    record = get_record(actor, pk, kind=KIND)
    round_: Round = Round.objects.prefetch_related("participants").get(pk=pk)
    round_.record = record
    if not may_map(actor, record, round_):
        raise Http404
    return record, round_


def taken_along(record: Record, round_: Round) -> dict[str, Any]:
    """All that a device needs to walk without coverage, as plain values: about ten queries, however
    many points and answers there are."""
    photos = photos_of(round_)
    small = addresses("files:small")
    marks = round_.marks.select_related("person", "area").order_by("received_at")
    return {
        "round": round_.pk,
        "number": record.number,
        "unit": record.unit.name,
        "day": day(round_.day),
        "notes": round_.notes,
        "open": RoundState(round_.state) in WALKING,
        "wishes": [
            {"text": each.text, "place": each.place}
            for each in round_.wishes.all()
            if each.taken_up is not False
        ],
        "themes": [_theme(each) for each in checklists_of(round_)],
        "areas": [{"key": str(each.key), "name": each.name} for each in round_.areas.all()],
        "marks": [_mark(each, [small(p.pk) for p in photos.get(each.key, ())]) for each in marks],
        "mark_url": reverse("rounds:mark", args=[round_.pk]),
        "photo_url": reverse("rounds:photo", args=[round_.pk]),
        "page": reverse("rounds:show", args=[round_.pk]),
    }


def _theme(checklist: Checklist) -> dict[str, Any]:
    return {
        "name": checklist.theme.name,
        "points": [
            {"id": each.pk, "name": each.name, "help": each.help} for each in checklist.points
        ],
    }


def _mark(mark: Mark, photos: list[str]) -> dict[str, Any]:
    return {
        "key": str(mark.key),
        "area": str(mark.area.key),
        "point": mark.point_id,
        "verdict": mark.verdict,
        "comment": mark.comment,
        "fixed": mark.fixed,
        "edition": mark.edition,
        "device": mark.device,
        "who": mark.person.name if mark.person else "",
        "photos": photos,
    }


def area_to_walk(round_: Round, key: str) -> Area:
    """Raises Http404 for one that the round does not have."""
    try:
        area: Area | None = round_.areas.filter(key=UUID(key)).first()
    except ValueError:
        area = None
    if area is None:
        raise Http404
    return area


def areas_with_counts(round_: Round) -> list[Any]:
    """Every place, with how much is noted there, and how many points that must improve."""
    improve = Count("marks", filter=Q(marks__verdict="improve"))
    return list(round_.areas.annotate(noted=Count("marks"), improve=improve))


def others_at(area: Area, person_id: int | None) -> dict[int, list[Mark]]:
    """What others have noted at a place, by point."""
    found: dict[int, list[Mark]] = {}
    marks = area.marks.select_related("person").exclude(person=person_id)
    for each in marks:
        found.setdefault(each.point_id or 0, []).append(each)
    return found

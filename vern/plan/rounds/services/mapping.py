"""The walk: answers from any number of devices, each kept, each received once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from vern.core.files.services import attach
from vern.core.files.uploads import NewAttachment
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record
from vern.plan.rounds.models import Area, Checkpoint, Finding, Mark, Photo, Round, Signature
from vern.plan.rounds.queries.people import who_sign
from vern.plan.rounds.rules import (
    CAME_BACK_MONTHS,
    Outcome,
    RoundState,
    Verdict,
    months_before,
    replaces,
    same_place,
)
from vern.plan.rounds.services.common import locked, move

MOST_MARKS: Final = 5_000
MOST_PHOTOS: Final = 500
LONGEST_COMMENT: Final = 2_000


@dataclass(frozen=True)
class NewMark:
    """An answer as a device sends it. `area` and `area_name`: a place that the device may have added
    itself. `point` is None for a remark of its own."""

    key: UUID
    area: UUID
    area_name: str
    point: int | None
    verdict: Verdict
    device: str
    edition: int = 1
    comment: str = ""
    fixed: bool = False


@transaction.atomic
def receive(*, actor: Actor, record: Record, marks: Sequence[NewMark]) -> int:
    """Keep answers; how many were new, or newer than what was known. The first one begins the walk.

    An answer that was received before, or that a newer one of the same device has replaced, changes
    nothing. What comes when the round is signed opens it again, if something must improve: nothing
    that anyone found is lost, and nothing signed changes unseen. Raises Refused for a round that
    was called off, for a point that it does not have, and where another person's answer has the key.
    """
    round_ = locked(record)
    if RoundState(round_.state) is RoundState.CALLED_OFF:
        raise Refused(_("This round was called off."))
    known = {each.key: each for each in Mark.objects.filter(key__in=[m.key for m in marks])}
    newest = _newest(actor, round_, marks, known)
    if not newest:
        return 0
    _refuse_too_many(round_, newest, known)
    areas = _areas(round_, newest)
    points = _points(newest)
    written = [
        _written(known.get(each.key), each, round_, areas[each.area], points, actor)
        for each in newest
    ]
    found = _findings(round_, written)
    _save(written, known)
    if known:
        _drop_empty(round_)
    if RoundState(round_.state) is RoundState.PLANNED:
        begin(actor, round_)
    note(
        "round.marked",
        actor=actor,
        record=record,
        facts={
            "marks": len(written),
            "improve": sum(each.verdict == Verdict.IMPROVE for each in written),
        },
    )
    if found:
        _take_back_signatures(actor, round_)
    return len(written)


def _take_back_signatures(actor: Actor, round_: Round) -> None:
    """Both sign the same: what was found since counts too."""
    if RoundState(round_.state) is RoundState.SIGNED:
        reopen(actor, round_)
    elif RoundState(round_.state) is RoundState.FOLLOW_UP:
        round_.signatures.filter(withdrawn_at=None).update(withdrawn_at=clock.now())


def begin(actor: Actor, round_: Round) -> None:
    """The walk begins: from now on the checklists hold as they are."""
    round_.fixed_at = clock.now()
    move(round_, "begin", "fixed_at")
    note("round.began", actor=actor, record=round_.record)


def _newest(
    actor: Actor, round_: Round, marks: Iterable[NewMark], known: Mapping[UUID, Mark]
) -> list[NewMark]:
    found: dict[UUID, NewMark] = {}
    for each in marks:
        before = known.get(each.key)
        if before is not None and (before.round_id, before.person_id) != (
            round_.pk,
            actor.person_id,
        ):
            raise Refused(_("This was sent by someone else."))
        last = found.get(each.key)
        edition = last.edition if last else before.edition if before else None
        if replaces(edition, each.edition):
            found[each.key] = each
    return list(found.values())


def _refuse_too_many(round_: Round, marks: Iterable[NewMark], known: Mapping[UUID, Mark]) -> None:
    new = sum(each.key not in known for each in marks)
    if new and round_.marks.count() + new > MOST_MARKS:
        raise Refused(_("A round cannot have more answers than this."))


def _areas(round_: Round, marks: Iterable[NewMark]) -> dict[UUID, Area]:
    """The places of the answers; one that a device has added is made, unless one is called the same."""
    named = {each.area: each.area_name for each in marks}
    there = list(round_.areas.all())
    by_key = {each.key: each for each in there}
    by_name = {same_place(each.name): each for each in there}
    found: dict[UUID, Area] = {}
    for key, called in named.items():
        name = " ".join(called.split())[:100] or _("Somewhere")
        area = by_key.get(key) or by_name.get(same_place(name))
        if area is None:
            area = Area.objects.create(round=round_, key=key, name=name, order=len(there) + 1)
            by_name[same_place(name)] = area
            there.append(area)
        found[key] = area
    return found


@transaction.atomic
def add_area(*, actor: Actor, record: Record, name: str) -> Area:
    """A room that nobody had planned for; one that is called the same is that one."""
    round_ = locked(record)
    there = list(round_.areas.all())
    for each in there:
        if same_place(each.name) == same_place(name):
            return each
    made: Area = Area.objects.create(round=round_, name=name, order=len(there) + 1)
    note("round.area_added", actor=actor, record=record, facts={"area": made.pk})
    return made


def _points(marks: Iterable[NewMark]) -> dict[int, Checkpoint]:
    wanted = {each.point for each in marks if each.point is not None}
    points: dict[int, Checkpoint] = Checkpoint.objects.in_bulk(wanted)
    if len(points) != len(wanted):
        raise Refused(_("There is no such point."))
    return points


def _written(
    before: Mark | None,
    new: NewMark,
    round_: Round,
    area: Area,
    points: Mapping[int, Checkpoint],
    actor: Actor,
) -> Mark:
    mark = before or Mark(key=new.key, round=round_, person_id=actor.person_id, device=new.device)
    mark.area, mark.edition = area, new.edition
    mark.point = points[new.point] if new.point is not None else None
    mark.verdict = new.verdict
    mark.comment = new.comment[:LONGEST_COMMENT]
    mark.fixed = new.fixed and new.verdict is Verdict.IMPROVE
    mark.received_at = clock.now()
    return mark


def _findings(round_: Round, marks: Sequence[Mark]) -> list[Finding]:
    """Let each answer that something must improve stand with its finding: one for a place and a
    point, one for each remark. Gives the new ones."""
    points = {each.point_id for each in marks if each.verdict == Verdict.IMPROVE} - {None}
    known = round_.findings.filter(point__in=points)  # no query where nothing must improve
    there = {(each.area_id, each.point_id): each for each in known}
    new: list[Finding] = []
    standing: list[tuple[Mark, Finding]] = []
    for mark in marks:
        if mark.verdict != Verdict.IMPROVE:
            mark.finding = None
            continue
        where = (mark.area_id, mark.point_id)
        finding = mark.finding if mark.point_id is None else there.get(where)
        if finding is None:
            finding = Finding(round=round_, area=mark.area, point=mark.point, found_at=clock.now())
            new.append(finding)
        if mark.point_id is not None:
            there[where] = finding
        standing.append((mark, finding))
    _make(round_, new)
    for mark, finding in standing:
        mark.finding = finding
    return new


def _make(round_: Round, new: Sequence[Finding]) -> None:
    """Write new findings, each with the one that it brings back."""
    if not any(each.point_id is not None for each in new):
        Finding.objects.bulk_create(new)
        return
    earlier = _earlier(round_)
    for each in new:
        each.again = earlier.get((each.point_id, same_place(each.area.name)))
    Finding.objects.bulk_create(new)


def _earlier(round_: Round) -> dict[tuple[int | None, str], Finding]:
    """What was found at the unit within 18 months before, by point and place: the newest of each."""
    found = Finding.objects.filter(
        point__isnull=False,
        round__record__unit=round_.record.unit_id,
        round__day__lt=round_.day,
        round__day__gte=months_before(round_.day, CAME_BACK_MONTHS),
    ).exclude(round=round_)
    oldest_first = found.select_related("area").order_by("round__day", "pk")
    return {(each.point_id, same_place(each.area.name)): each for each in oldest_first}


def _save(marks: Iterable[Mark], known: Mapping[UUID, Mark]) -> None:
    new = [each for each in marks if each.key not in known]
    changed = [each for each in marks if each.key in known]
    Mark.objects.bulk_create(new)
    fields = ("area", "point", "verdict", "comment", "fixed", "edition", "received_at", "finding")
    Mark.objects.bulk_update(changed, fields)


def _drop_empty(round_: Round) -> None:
    """What nobody says any more, and nobody has decided on, is no finding."""
    round_.findings.filter(marks__isnull=True, outcome="").delete()


@transaction.atomic
def photograph(
    *, actor: Actor, record: Record, key: UUID, mark_key: UUID, new: NewAttachment
) -> Photo:
    """Keep a photo of an answer; the same key again is the same photo.

    It may come before its answer. Raises Refused for what is no photo, and where there are too many.
    """
    round_ = locked(record)
    known: Photo | None = Photo.objects.filter(key=key).first()
    if known is not None:
        if known.round_id != round_.pk:
            raise Refused(_("This was sent by someone else."))
        return known
    if new.width is None:
        raise Refused(_("“%(name)s” is not a photo.") % {"name": new.name})
    if round_.photos.count() >= MOST_PHOTOS:
        raise Refused(_("A round cannot have more photos than this."))
    attachment = attach(actor=actor, record=record, new=new)
    made: Photo = Photo.objects.create(
        key=key, round=round_, mark_key=mark_key, attachment=attachment
    )
    note("round.photographed", actor=actor, record=record, facts={"file": attachment.pk})
    return made


@transaction.atomic
def finish(*, actor: Actor, record: Record) -> None:
    """The walk is over, and the meeting after it follows. Doing it twice changes nothing. What is
    noted on the spot as fixed is settled so. Raises Refused where nothing was noted."""
    round_ = locked(record)
    if RoundState(round_.state) is RoundState.FOLLOW_UP:
        return
    if not round_.marks.exists():
        raise Refused(_("Nothing is noted yet. Walk the round first."))
    if round_.mapped_at is None:
        round_.mapped_at = clock.now()
    move(round_, "finish_mapping", "mapped_at")
    fixed = _settle_fixed(actor, round_)
    facts = {"findings": round_.findings.count(), "fixed": fixed}
    note("round.mapped", actor=actor, record=record, facts=facts)


def _settle_fixed(actor: Actor, round_: Round) -> int:
    """What all who noted it say is fixed already. How many."""
    not_fixed = Mark.objects.filter(finding=OuterRef("pk"), fixed=False)
    return round_.findings.filter(~Exists(not_fixed), outcome="").update(
        outcome=Outcome.FIXED, settled_at=clock.now(), settled_by_id=actor.person_id
    )


@transaction.atomic
def map_more(*, actor: Actor, record: Record) -> None:
    """Something was left out: the walk goes on. Raises Refused when it cannot."""
    round_ = locked(record)
    round_.signatures.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    move(round_, "map_more")
    note("round.map_more", actor=actor, record=record)


def reopen(actor: Actor, round_: Round) -> None:
    """Something that must improve came in after both had signed: they sign again."""
    signed: list[int] = list(
        round_.signatures.filter(withdrawn_at=None).values_list("person", flat=True)
    )
    round_.signatures.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    round_.signed_at = None
    move(round_, "reopen", "signed_at")
    records.reopen(round_.record)
    note("round.reopened", actor=actor, record=round_.record)
    now = [each.pk for by in Signature.By for each in who_sign(round_.record.unit, by)]
    tell("round.reopened", dict.fromkeys([*signed, *now]), record=round_.record)

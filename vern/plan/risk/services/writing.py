"""Writing in an assessment: what it is about, what can go wrong, the factors, and who takes part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.plan.risk import rules
from vern.plan.risk.models import RiskAssessment, RiskRow
from vern.plan.risk.rules import AssessmentState, Method
from vern.plan.risk.scales import Said
from vern.plan.risk.services.common import note_written, refuse_older, to_write

HEAD = frozenset({"title", "about", "place", "occasion", "others", "why_missing"})
UNTOUCHED = Q(version=0, before={}, factor="", for_it=None)
TOGETHER = frozenset({"interaction", "together", "sum_before", "sum_after"})


@transaction.atomic
def write(
    *, actor: Actor, record: Record, given: Mapping[str, object], seen: int | None = None
) -> int:
    """Save texts of the assessment (of HEAD and TOGETHER). Gives its new version.

    `seen`: the version that the writer had before them. Raises ChangedMeanwhile where someone else
    has written meanwhile, Refused where it can no longer be changed, ValueError for another field.
    """
    record, risk = to_write(record)
    if unknown := set(given) - HEAD - TOGETHER:
        raise ValueError(unknown)
    title = str(given.get("title", record.title))
    fields = {name: value for name, value in given.items() if name != "title"}
    changed = [name for name, value in fields.items() if getattr(risk, name) != value]
    if not changed and title == record.title:
        return risk.version
    refuse_older(seen, risk.version)
    if title != record.title:
        records.retitle(record, title)
    for name in changed:
        setattr(risk, name, fields[name])
    risk.version += 1
    risk.save(update_fields=[*changed, "version"])
    note_written(actor, record)
    return risk.version


@dataclass(frozen=True)
class RowDraft:
    """A row as it was filled in."""

    hazard: str = ""
    activity: str = ""
    cause: str = ""
    barriers: str = ""
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    factor: str = ""


_WORDS = ("hazard", "activity", "cause", "barriers")


@transaction.atomic
def save_row(
    *,
    actor: Actor,
    record: Record,
    draft: RowDraft,
    row: RiskRow | None = None,
    key: UUID | None = None,
    seen: int | None = None,
) -> RiskRow:
    """A new row, or other words and judgements in one that is there. The same key gives the same row;
    so does the same factor. Colours follow from the assessment's own scale.

    Raises as `write`, and Refused for a factor that the scale has not.
    """
    record, risk = to_write(record)
    row = _found(risk, draft, row, key)
    if not row._state.adding:  # noqa: SLF001 (Django's own word for a row that is not saved yet)
        if _as_it_stands(row) == draft:
            return row
        refuse_older(seen, row.version)
    _put(risk, row, draft)
    row.save()
    note_written(actor, record)
    return row


def _found(risk: RiskAssessment, draft: RowDraft, row: RiskRow | None, key: UUID | None) -> RiskRow:
    if row is not None:
        return risk.rows.get(pk=row.pk)
    if draft.factor and Said(risk.scale.said).factor(draft.factor) is None:
        raise Refused(_("There is no such factor."))
    same = risk.rows.filter(factor=draft.factor) if draft.factor else risk.rows.filter(key=key)
    found: RiskRow | None = same.first() if draft.factor or key else None
    if found is not None:
        return found
    last = risk.rows.aggregate(last=Max("order"))["last"]
    return RiskRow(
        assessment=risk, order=0 if last is None else last + 1, key=key, factor=draft.factor
    )


def _as_it_stands(row: RiskRow) -> RowDraft:
    words = {name: getattr(row, name) for name in _WORDS}
    return RowDraft(before=row.before, after=row.after, factor=row.factor, **words)


def _put(risk: RiskAssessment, row: RiskRow, draft: RowDraft) -> None:
    for name in _WORDS:
        setattr(row, name, getattr(draft, name))
    row.before, row.after = dict(draft.before), dict(draft.after)
    matrix, method = Said(risk.scale.said).matrix, Method(risk.method)
    row.colour_before = rules.colour_of(method, row.before, matrix)
    row.colour_after = rules.colour_of(method, row.after, matrix)
    row.version += 1


@transaction.atomic
def write_rows(*, actor: Actor, record: Record, drafts: Sequence[RowDraft]) -> list[RiskRow]:
    """Many new rows at once, in the place of those that nobody has judged: for what is read in."""
    record, risk = to_write(record)
    risk.rows.filter(colour_before=rules.Colour.NONE, for_it=None).delete()
    made = []
    for order, draft in enumerate(drafts):
        row = RiskRow(assessment=risk, order=order, factor=draft.factor)
        _put(risk, row, draft)
        made.append(row)
    RiskRow.objects.bulk_create(made)
    note_written(actor, record)
    return made


@transaction.atomic
def judge_remaining(
    *, actor: Actor, record: Record, colours: Mapping[int, int], sum_after: int | None = None
) -> None:
    """What remains of rows (by key) with the measures, as a colour each (0: not judged); and of the
    sum. In a full assessment that is judged by the levels instead, row by row.

    Raises Refused where it can no longer be changed.
    """
    record, risk = to_write(record)
    rows = risk.rows.filter(pk__in=colours) if risk.method != Method.FULL else risk.rows.none()
    for row in rows:
        after = {"colour": colours[row.pk]} if colours[row.pk] else {}
        if row.colour_after == colours[row.pk]:
            continue
        row.after, row.colour_after = after, colours[row.pk]
        row.version += 1
        row.save(update_fields=["after", "colour_after", "version"])
    if sum_after is not None and sum_after != risk.sum_after:
        risk.sum_after = sum_after
        risk.version += 1
        risk.save(update_fields=["sum_after", "version"])
    note_written(actor, record)


@transaction.atomic
def remove_row(*, actor: Actor, record: Record, row: RiskRow) -> None:
    """Take a row out of the draft. Its measures stay: they are decided, and stand in the plan.

    Sent twice, it is gone once. Raises Refused where the assessment can no longer be changed.
    """
    record, risk = to_write(record)
    gone, _each = risk.rows.filter(pk=row.pk).delete()
    if gone:
        note_written(actor, record)


@transaction.atomic
def remove_untouched(*, actor: Actor, record: Record) -> None:
    """Take out the rows of the template that nobody has written in or planned anything for.

    Sent twice, they are gone once. Raises Refused where the assessment can no longer be changed.
    """
    record, risk = to_write(record)
    gone, _each = risk.rows.filter(UNTOUCHED).delete()
    if gone:
        note_written(actor, record)


def handlers_of(record: Record, *, but: Collection[int | None] = ()) -> list[int]:
    """Ids of those who write in it by name."""
    found = Party.objects.filter(record=record, part=Party.Part.HANDLER, person__isnull=False)
    return [pk for pk in found.values_list("person", flat=True) if pk not in but]


@transaction.atomic
def withdraw(*, actor: Actor, record: Record) -> None:
    """It comes to nothing: nobody needs it. Done twice, it is withdrawn once.

    Raises Refused for one that is approved: that is replaced by a newer one.
    """
    found = records.lock(record)
    risk = RiskAssessment.objects.get(pk=record.pk)
    if risk.state == AssessmentState.WITHDRAWN:
        return
    if not risk.is_open:
        raise Refused(_("An approved assessment is revised, not withdrawn."))
    risk.state = AssessmentState.WITHDRAWN
    risk.save(update_fields=["state"])
    records.close(found)
    note("risk.withdrawn", actor=actor, record=found)

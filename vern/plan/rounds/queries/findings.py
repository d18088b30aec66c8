"""What was found, who noted it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.files.models import Attachment
from vern.core.kernel.ui.dates import day
from vern.core.kernel.ui.listing import Tag
from vern.hub.content.queries import Said
from vern.plan.rounds.models import OUTCOME_LABELS, Finding, Mark, Photo, Round
from vern.plan.rounds.queries.checklists import as_then, words_then
from vern.plan.rounds.rules import Outcome, headline

TONES = {
    Outcome.FIXED: "success",
    Outcome.MEASURE: "info",
    Outcome.MAINTENANCE: "info",
    Outcome.INCIDENT: "info",
    Outcome.NOT_NOW: "neutral",
}


def not_as(point: str) -> str:
    """A point is said as it should be: by itself, it would read as the opposite of what was found."""
    return _("Not as it should be: %(point)s") % {"point": point}


def title_of(said: str, point: str) -> str:
    """What stands over a finding: what was seen; where nobody wrote that, the point that fails."""
    return headline(said) or (not_as(point) if point else _("Remark"))


@dataclass(frozen=True)
class Note:
    """What one device noted."""

    who: str
    comment: str
    fixed: bool


@dataclass(frozen=True)
class Found:
    """A finding as pages and the report show it. `theme` and `point` are empty for a remark of its
    own."""

    finding: Finding
    theme: str
    theme_key: str
    point: str
    notes: tuple[Note, ...]
    photos: tuple[Attachment, ...]

    @property
    def place(self) -> str:
        return self.finding.area.name

    @property
    def said(self) -> str:
        """What was found, in the round's own words, or in those of everyone who noted it."""
        if self.finding.words:
            return self.finding.words
        said = dict.fromkeys(each.comment.strip() for each in self.notes if each.comment.strip())
        return "\n".join(said)

    @property
    def title(self) -> str:
        """What stands over it."""
        return title_of(self.said, self.point)

    @property
    def more(self) -> str:
        """What was found beyond its title."""
        return self.said.removeprefix(self.title).strip()

    @property
    def about(self) -> str:
        """Its theme; and its point, where the title does not say it."""
        if not self.point or self.title == not_as(self.point):
            return self.theme
        return f"{self.theme}: {self.point}"

    @property
    def settled(self) -> bool:
        return bool(self.finding.outcome)

    @property
    def tag(self) -> Tag:
        outcome = self.finding.outcome
        if not outcome:
            return Tag(_("To be decided"), "warning")
        which = Outcome(outcome)
        return Tag(str(OUTCOME_LABELS[which]), TONES[which])

    @property
    def came_back(self) -> str:
        """That it was found before, and when; empty where it is new."""
        again = self.finding.again
        if again is None:
            return ""
        return _("Found before, on %(day)s") % {"day": day(again.round.day)}

    @property
    def url(self) -> str:
        return reverse("rounds:finding", args=[self.finding.round_id, self.finding.pk])


def findings_of(round_: Round, *, only: int | None = None, said: Said | None = None) -> list[Found]:
    """All findings in the order of the walk, or one of them: four queries, however many. `said`: the
    words of then, where they are at hand."""
    rows = round_.findings.select_related(
        "area", "point__theme", "again__round", "measure", "measure__unit"
    )
    found = list(rows if only is None else rows.filter(pk=only))
    if not found:
        return []
    marks: dict[int, list[Mark]] = {}
    for mark in round_.marks.filter(finding__in=found).select_related("person"):
        marks.setdefault(mark.finding_id or 0, []).append(mark)
    photos = photos_of(round_)
    said = words_then(round_) if said is None else said
    return [_found(each, marks.get(each.pk, []), photos, said) for each in found]


def photos_of(round_: Round) -> Mapping[UUID, list[Attachment]]:
    """The photos of a round, by the answer that they belong to: one query."""
    found: dict[UUID, list[Attachment]] = {}
    rows = Photo.objects.filter(round=round_, attachment__removed_at=None)
    for each in rows.select_related("attachment").order_by("attachment"):
        found.setdefault(each.mark_key, []).append(each.attachment)
    return found


def _found(
    finding: Finding,
    marks: Iterable[Mark],
    photos: Mapping[UUID, list[Attachment]],
    said: Said,
) -> Found:
    point = as_then(finding.point, said) if finding.point else None
    marks = list(marks)
    return Found(
        finding,
        theme=as_then(finding.point.theme, said).name if finding.point else "",
        theme_key=finding.point.theme.key if finding.point else "",
        point=point.name if point else "",
        notes=tuple(
            Note(each.person.name if each.person else "", each.comment, each.fixed)
            for each in marks
        ),
        photos=tuple(photo for each in marks for photo in photos.get(each.key, ())),
    )

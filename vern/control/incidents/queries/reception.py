"""What the whistleblowing reception has finished, and which ends of a report its readers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vern.control.incidents.models import Closure
from vern.control.incidents.queries.pressing import awaits_word
from vern.control.incidents.queries.protecting import FOR_RECEPTION
from vern.control.incidents.queries.show import Report
from vern.core.kernel.together import ask
from vern.core.kernel.ui.listing import Tag
from vern.core.records.models import Record, Sensitivity
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience

FINISHED = Closure.Outcome.FINISHED
HANDED_OVER = Closure.Outcome.HANDED_OVER


@dataclass(frozen=True)
class Finish:
    """An end with its answer, and why: for the reception alone."""

    closure: Closure
    reason: str


def finishes(report: Report) -> list[Finish]:
    """The newest first. No query: each end has its line in the trail, in the same order."""
    ends = [each for each in report.closures if each.outcome == FINISHED]
    lines = [entry for entry in report.entries if entry.verb == "incident.finished"]
    return [
        Finish(end, dict(line.former).get(FOR_RECEPTION, ""))
        for end, line in zip(ends, lines, strict=True)
    ][::-1]


def ends_to_show(report: Report) -> list[Closure]:
    """The ends that stand by themselves on the page, the newest first.

    What the reception wrote when it finished a matter is between it and the one who reported, also
    where it was handed back later; while it has it, its own panel shows it.
    """
    sealed = report.record.sensitivity == Sensitivity.SEALED
    return [each for each in report.closures[::-1] if not _hidden(each, sealed=sealed)]


def _hidden(closure: Closure, *, sealed: bool) -> bool:
    if closure.outcome == HANDED_OVER:
        looked_into = closure.reopened_at is not None and not closure.reopened_reason
        return sealed or looked_into
    return closure.outcome == FINISHED


def news(records: Sequence[Record]) -> Mapping[int, Sequence[Tag]]:
    """What awaits the reception, by matter: one query, however many."""
    keys = [each.pk for each in records]
    if not keys:
        return {}
    read = ask(
        words=Comment.objects.filter(record__in=keys, audience=Audience.REPORTER),
        closures=Closure.objects.filter(incident__in=keys),
    )
    return {
        key: _tags(
            [each for each in read["words"] if each.record_id == key],
            [each for each in read["closures"] if each.incident_id == key],
        )
        for key in keys
    }


def _tags(words: Iterable[Comment], closures: Sequence[Closure]) -> list[Tag]:
    standing = (each for each in closures if each.reopened_at is None)
    found = []
    if any(each.outcome == FINISHED and each.good_enough is False for each in standing):
        found.append(Tag(_("Answer not good enough"), "warning"))
    if awaits_word(words, closures):
        found.append(Tag(_("The reporter awaits an answer"), "warning"))
    return found

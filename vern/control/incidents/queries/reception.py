"""What the whistleblowing reception has finished, and which ends of a report its readers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vern.control.incidents.models import Closure
from vern.control.incidents.queries.pressing import awaits_word
from vern.control.incidents.queries.protecting import FOR_RECEPTION, HandedOver
from vern.control.incidents.queries.show import Report
from vern.control.incidents.queries.wording import state_tag
from vern.control.incidents.rules import IncidentState
from vern.core.kernel import clock
from vern.core.kernel.together import ask
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import Tag
from vern.core.org.models import Person
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


class Matter(NamedTuple):
    """What the reception has, or has had: where and by whom it came or was finished and how long
    ago, how it stands, and what awaits the reception."""

    record: Record
    about: str
    tags: Sequence[Tag]


def matters(rows: Sequence[tuple[Record, HandedOver | None]]) -> list[Matter]:
    """One query, however many."""
    keys = [record.pk for record, _given in rows]
    if not keys:
        return []
    read = ask(
        words=Comment.objects.filter(record__in=keys, audience=Audience.REPORTER),
        closures=Closure.objects.filter(incident__in=keys).order_by("at", "pk"),
        people=Person.objects.filter(
            pk__in=Closure.objects.filter(incident__in=keys, outcome=FINISHED).values("by")
        ),
    )
    names = {each.pk: each.name for each in read["people"]}
    found = []
    for record, given in rows:
        words = [each for each in read["words"] if each.record_id == record.pk]
        ends = [each for each in read["closures"] if each.incident_id == record.pk]
        state = state_tag(IncidentState(record.incident.state))
        about = _about(record, given, _standing(ends), names)
        found.append(Matter(record, about, [state, *_tags(words, ends)]))
    return found


def _standing(ends: Iterable[Closure]) -> Closure | None:
    """The finishing that stands."""
    standing = (each for each in ends if each.outcome == FINISHED and each.reopened_at is None)
    return next(standing, None)


def _about(
    record: Record, given: HandedOver | None, end: Closure | None, names: Mapping[int, str]
) -> str:
    if given is None:
        return record.unit.name
    came = timezone.localdate(given.at)
    if end is None:
        days = (clock.today() - came).days
        ago = ngettext("%(days)d day ago", "%(days)d days ago", days) if days else _("today")
        said = _("handed over by %(who)s %(day)s, %(time)s")
        told = {"who": given.by, "day": short_day(came), "time": ago % {"days": days}}
    else:
        finished = timezone.localdate(end.at)
        days = (finished - came).days
        after = ngettext("after %(days)d day", "after %(days)d days", days) % {"days": days}
        said = _("finished by %(who)s %(day)s, %(time)s")
        told = {"who": names.get(end.by_id or 0, ""), "day": short_day(finished), "time": after}
    return f"{record.unit.name} · {said % told}"


def _tags(words: Iterable[Comment], closures: Sequence[Closure]) -> list[Tag]:
    found = []
    end = _standing(closures)
    if end is not None and end.good_enough is False:
        found.append(Tag(_("Answer not good enough"), "warning"))
    if end is None and any(each.outcome == FINISHED for each in closures):
        found.append(Tag(_("Opened again"), "info"))
    if awaits_word(words, closures):
        found.append(Tag(_("The reporter awaits an answer"), "warning"))
    return found

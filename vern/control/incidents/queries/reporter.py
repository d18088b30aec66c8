"""Who sent a report, for those who may know it; and what they told in few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Affected, Answer, Incident
from vern.control.incidents.queries.show import Report
from vern.core.history.queries import Entry
from vern.core.org.actors import Actor
from vern.core.records.access import may, parts_of
from vern.core.records.models import Party, Record, Sensitivity


def shown_name(actor: Actor, report: Report) -> str:
    """The reporter's name, or why there is none."""
    if not report.reporter.strip():
        return _("Someone without an account")
    if name_is_hidden(actor, report):
        return _("Known only to the one who handles it")
    return report.reporter


def name_is_hidden(actor: Actor, report: Report) -> bool:
    """Whether the reporter asked to be known to those who handle it only, and this is not one."""
    if not report.incident.name_for_handlers_only or may(actor, HANDLE, report.record):
        return False
    return Party.Part.REPORTER not in parts_of(actor, report.record)


def without_name(actor: Actor, report: Report, entries: list[Entry]) -> list[Entry]:
    """The trail, with what the reporter did told of without their name where it is hidden."""
    if not name_is_hidden(actor, report):
        return entries
    nobody = _("The one who reported")
    return [
        replace(entry, who=nobody) if entry.who == report.reporter else entry for entry in entries
    ]


@dataclass(frozen=True)
class InFewWords:
    """What was ticked and chosen beside the text: facts with a name, and single sentences."""

    facts: Sequence[tuple[str, str]]
    ticks: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.facts or self.ticks)


def in_few_words(incident: Incident) -> InFewWords:
    """Two queries at most, and those only where a room or another unit was chosen."""
    affected = ", ".join(str(Affected(each).label) for each in incident.affected)
    unit = incident.affected_unit.name if incident.affected_unit else ""
    facts = [
        (_("Who was affected"), affected),
        (_("Unit of those affected"), unit),
        (_("Injured or ill"), _answer(incident.injury)),
        (_("Medical treatment"), _answer(incident.treatment)),
    ]
    ticks = [
        (incident.stopped_work, _("The work was stopped.")),
        (incident.solved_at_once, _("It was solved on the spot.")),
        (incident.on_behalf, _("Reported on behalf of someone else.")),
    ]
    return InFewWords(
        [(label, value) for label, value in facts if value],
        [sentence for ticked, sentence in ticks if ticked],
    )


MEASURE_LENGTH = 200


def needs_neutral_words(record: Record) -> bool:
    """Whether a measure must stand in the plan in words of its own: what it springs from is for
    named people, or is about something that such reports are about, also when it was opened."""
    if record.sensitivity >= Sensitivity.PARTIES:
        return True
    return bool(record.incident.categories.filter(restricts=True).exists())


def proposal_to_decide(record: Record) -> str:
    """What the one who reported proposed, where no measure is decided yet: its first line, as far
    as it fits in a measure's name."""
    lines = record.incident.proposal.strip().splitlines()
    if not lines or record.measures.exists():
        return ""
    return str(lines[0].strip()[:MEASURE_LENGTH])


def _answer(value: str) -> str:
    return str(Answer(value).label) if value else ""

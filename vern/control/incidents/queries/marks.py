"""What presses in the reports of a list, in a word or two each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import (
    Closure,
    Incident,
    Notification,
    NotificationRule,
    Objection,
    WorkStop,
)
from vern.control.incidents.queries.pressing import GONE, awaits_word
from vern.control.incidents.queries.telling import harm_of
from vern.control.incidents.rules import IncidentState, IncidentType, is_event, must_tell
from vern.core.kernel import clock
from vern.core.kernel.together import Together, keep
from vern.core.kernel.ui.listing import Tag
from vern.core.org.actors import Actor
from vern.core.org.models import OtherEmployer
from vern.core.records.access import holds
from vern.core.records.composed import among
from vern.core.records.models import Party, Record, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience

Rows = Mapping[str, Sequence[Any]]


def marks(actor: Actor, records: Sequence[Record]) -> dict[int, tuple[Tag, ...]]:
    """What presses, by key: one query, however many. Only of reports that the actor reads whole,
    and that are handled here."""
    here = [each for each in records if IncidentState(each.incident.state) not in GONE]
    if not here:
        return {}
    read = _READ([each.pk for each in here])
    of = {name: _by_record(rows) for name, rows in read.items()}
    found: dict[int, tuple[Tag, ...]] = {}
    for record in here:
        keep(record, "parties", of["parties"].get(record.pk, []))
        if holds(actor, SEE, record):
            mine = {name: rows.get(record.pk, []) for name, rows in of.items()}
            shared = any(each.building_id == record.building_id for each in read["employers"])
            untold = _untold(record.incident, _Rules(read), mine, shared=shared)
            found[record.pk] = tuple(_marks(record, mine, untold=untold))
    return found


def _about(key: int, column: str = "incident") -> Q:
    return among(column, [key])


_READ = Together(
    parties=lambda key: Party.objects.filter(_about(key, "record")),
    stops=lambda key: WorkStop.objects.filter(_about(key), decided_at=None).only("incident"),
    objections=lambda key: Objection.objects.filter(_about(key), answered_at=None).only("incident"),
    closures=lambda key: Closure.objects.filter(_about(key)),
    questions=lambda key: Comment.objects.filter(
        OPEN, _about(key, "record"), audience=Audience.READERS
    ).only("record", "answer_by"),
    words=lambda key: Comment.objects.filter(
        _about(key, "record"), audience=Audience.REPORTER, confided=False
    ),
    told=lambda key: Notification.objects.filter(_about(key), undone_at=None).only(
        "incident", "rule"
    ),
    about=lambda key: Incident.categories.through.objects.filter(_about(key)),
    rules=lambda _key: NotificationRule.objects.filter(offered=True).only("when"),
    ruled=lambda _key: NotificationRule.categories.through.objects.all(),
    employers=lambda key: OtherEmployer.objects.filter(
        building__in=Record.objects.filter(_about(key, "pk")).order_by().values("building")
    ).only("building"),
)
"""All that may press in some reports: one query."""


def _by_record(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        key = getattr(row, "record_id", None) or getattr(row, "incident_id", None)
        if key is not None:
            found.setdefault(key, []).append(row)
    return found


@dataclass(frozen=True)
class _Rules:
    """Who must be told of what."""

    read: Rows

    def apply(self, incident: Incident, about: set[int], *, shared: bool) -> Iterator[int]:
        ruled = {
            each.notificationrule_id for each in self.read["ruled"] if each.category_id in about
        }
        narrowed = {each.notificationrule_id for each in self.read["ruled"]}
        harm = harm_of(incident)
        event = is_event(IncidentType(incident.type))
        for rule in self.read["rules"]:
            if must_tell(
                rule.when,
                harm,
                about=rule.pk in ruled,
                shared=shared,
                event=event,
                narrowed=rule.pk in narrowed,
            ):
                yield rule.pk


def _untold(incident: Incident, rules: _Rules, mine: Rows, *, shared: bool) -> bool:
    """Whether someone must still be told, or it is still to be said how bad it was."""
    if harm_of(incident).to_judge:
        return True
    about = {each.category_id for each in mine["about"]}
    told = {each.rule_id for each in mine["told"]}
    return not told.issuperset(rules.apply(incident, about, shared=shared))


def _marks(record: Record, mine: Rows, *, untold: bool) -> Iterator[Tag]:
    if untold:
        yield Tag(_("Not everyone is told"), "danger")
    if mine["stops"]:
        yield Tag(_("Work is stopped"), "danger")
    if record.state == State.CLOSED and any(
        each.good_enough is False and each.reopened_at is None for each in mine["closures"]
    ):
        yield Tag(_("Answer not good enough"), "warning")
    if mine["objections"]:
        yield Tag(_("Objection"), "warning")
    if mine["questions"]:
        late = any(each.answer_by < clock.today() for each in mine["questions"] if each.answer_by)
        yield Tag(_("Awaits an answer"), "danger" if late else "warning")
    if awaits_word(mine["words"], mine["closures"]):
        yield Tag(_("The reporter awaits an answer"), "warning")

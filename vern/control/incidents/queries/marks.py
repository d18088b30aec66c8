"""What presses in the reports of a list, in a word or two each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from vern.core.kernel.together import ask, keep
from vern.core.kernel.ui.listing import Tag
from vern.core.org.actors import Actor
from vern.core.org.models import OtherEmployer
from vern.core.records.access import holds
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
    read = _read([each.pk for each in here])
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


def _read(keys: Sequence[int]) -> dict[str, list[Any]]:
    about = Incident.categories.through.objects.filter(incident__in=keys)
    buildings = Record.objects.filter(pk__in=keys).order_by().values("building")
    return ask(
        parties=Party.objects.filter(record__in=keys),
        stops=WorkStop.objects.filter(incident__in=keys, decided_at=None),
        objections=Objection.objects.filter(incident__in=keys, answered_at=None),
        closures=Closure.objects.filter(incident__in=keys),
        questions=Comment.objects.filter(OPEN, record__in=keys, audience=Audience.READERS),
        words=Comment.objects.filter(record__in=keys, audience=Audience.REPORTER, confided=False),
        told=Notification.objects.filter(incident__in=keys, undone_at=None),
        about=about,
        rules=NotificationRule.objects.filter(offered=True),
        ruled=NotificationRule.categories.through.objects.all(),
        employers=OtherEmployer.objects.filter(building__in=buildings),
    )


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
        harm = harm_of(incident)
        event = is_event(IncidentType(incident.type))
        for rule in self.read["rules"]:
            if must_tell(rule.when, harm, about=rule.pk in ruled, shared=shared, event=event):
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

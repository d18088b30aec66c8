"""Who reads a report now, and why; whom one may let read it; what was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import RECEIVE_WHISTLEBLOWING, SEE
from vern.control.incidents.models import KIND, Category
from vern.control.incidents.queries.lists import PAGE
from vern.control.incidents.queries.routing import barred
from vern.control.incidents.rules import IncidentState
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.history.queries import Entry
from vern.core.kernel import clock
from vern.core.kernel.together import relate
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, Person, Role, RoleCapability, RoleKey, Unit
from vern.core.org.queries import find_people, line_of
from vern.core.records.access import parts_of
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.querysets import unsealed_by

Part = Party.Part
AT_MOST = 50


@dataclass(frozen=True)
class Reader:
    """Someone who reads it because they are named in it. `removable`: another may take it away."""

    person: Person
    why: str
    removable: bool


@dataclass(frozen=True)
class Readers:
    """Who reads it. `roles`: those whose role reaches its unit; none where only named people do."""

    roles: Sequence[str]
    people: Sequence[Reader]
    about: Sequence[Person]
    restricted: bool


def reads() -> Exists:
    """Of a role: whether it reads reports."""
    return Exists(RoleCapability.objects.filter(role=OuterRef("pk"), capability=SEE))


def reading_roles() -> list[Role]:
    """The roles that read reports where they reach: one query."""
    return list(Role.objects.filter(reads()))


def role_names(reading: Iterable[Role], *, about_leader: bool) -> list[str]:
    """As pages name them. Of what is about a leader, other leaders alone are among them."""
    others = str(_("Other leaders"))
    return [
        others if about_leader and role.key == RoleKey.LEADER else role.name for role in reading
    ]


def readers_of(record: Record) -> Readers:
    """The same as `readers`, where nothing has been read for a page: two queries."""
    parties = list(record.parties.all())
    people = Person.objects.filter(pk__in=[each.person_id for each in parties if each.person_id])
    relate(parties, "person", {each.pk: each for each in people})
    return readers(record, reading_roles())


def readers(record: Record, reading: Iterable[Role]) -> Readers:
    """Of the page's report, with the roles that read reports: no query."""
    restricted = record.sensitivity == Sensitivity.PARTIES
    found: dict[int, Reader] = {}
    for part in (Part.NAMED, Part.HANDLER):
        for each in record.parties.all():
            if each.part == part and each.person is not None:
                found[each.person.pk] = _reader(record, each.person, part)
    parties = [each for each in record.parties.all() if each.part == Part.SUBJECT]
    return Readers(
        [] if restricted else role_names(reading, about_leader=bool(parties)),
        sorted(found.values(), key=lambda each: (each.removable, each.person.sort_key)),
        [each.person for each in parties if each.person is not None],
        restricted,
    )


def _reader(record: Record, person: Person, part: Part) -> Reader:
    if part == Part.NAMED:
        return Reader(person, _("may read it"), removable=True)
    asked = person.pk == record.owner_id
    return Reader(person, _("is asked to handle it") if asked else _("handles it"), removable=False)


def is_reader(record: Record, person_id: int) -> Person | None:
    """The person, if they are named as one who may read it."""
    named = record.parties.filter(person=person_id, part=Part.NAMED).select_related("person")
    party = named.first()
    return party.person if party else None


@dataclass(frozen=True)
class Reasons:
    """Why a report is for named people only. `categories`: their names."""

    categories: Sequence[str]
    reporter: bool


def reasons(record: Record) -> Reasons:
    """What speaks against opening it. Where neither its kind nor a handler made it so, it was the
    one who reported it, when they sent it."""
    categories = Category.objects.filter(
        restricts=True, pk__in=record.incident.categories.values("pk")
    )
    names = [each.name for each in categories]
    lines = HistoryLine.objects.filter(record=record, verb="incident.restricted")
    last = lines.order_by("-at", "-pk").first()
    if last is None:
        return Reasons(names, reporter=not names)
    senders = Party.objects.filter(record=record, part=Part.REPORTER).values_list(
        "person_id", flat=True
    )
    return Reasons(names, reporter=last.actor_id in set(senders))


# Whom one may let read it


@dataclass(frozen=True)
class Candidates:
    """People to choose among. `all_shown`: nobody else can be chosen. `searched`: what for."""

    people: Sequence[Person]
    all_shown: bool
    searched: str = ""
    too_many: bool = False


def candidates(record: Record, *, search: str = "", chosen: int | None = None) -> Candidates:
    """Everyone who works or has a post at the institution, but for those who sent the report, whom
    it concerns, and those who are named in it already. Many are searched for by name."""
    root = Unit(path=f"{line_of(record.unit)[0]}.")
    held = Assignment.objects.filter(
        holding(clock.today()), unit__path__startswith=root.path
    ).exclude(role=RoleKey.STUDENT)
    there = {each.person_id for each in record.parties.all() if each.person_id}
    everyone = find_people(search).filter(pk__in=held.values("person"))
    everyone = everyone.exclude(pk__in=barred(record) | there).order_by("sort_key", "pk")
    first = list(everyone[: AT_MOST + 1])
    if search:
        return Candidates(
            first[:AT_MOST], all_shown=False, searched=search, too_many=len(first) > AT_MOST
        )
    if len(first) <= AT_MOST:
        return Candidates(first, all_shown=True)
    return Candidates(list(everyone.filter(pk=chosen or 0)), all_shown=False)


# The whistleblowing reception


FOR_RECEPTION = "for_reception"
"""Where the trail keeps why something was handed over: for the reception alone."""


@dataclass(frozen=True)
class HandedOver:
    """By whom and when it was handed over, and why they did."""

    at: dt.datetime
    by: str
    reason: str = ""


def receives(actor: Actor, record: Record) -> bool:
    """Whether the actor has the record as one who receives whistleblowing."""
    parts = parts_of(actor, record)
    return (
        record.sensitivity == Sensitivity.SEALED
        and not {Part.REPORTER, Part.SUBJECT} & parts
        and actor.scope(RECEIVE_WHISTLEBLOWING).covers(record.unit.path, record.building_id)
    )


def last_handed_over(entries: Sequence[Entry]) -> HandedOver | None:
    """The last time, from a report's own history."""
    found = [each for each in entries if each.verb == "incident.handed_over"]
    if not found:
        return None
    return HandedOver(found[-1].at, found[-1].who, dict(found[-1].former).get(FOR_RECEPTION, ""))


def handed_over(records: Sequence[Record]) -> dict[int, HandedOver]:
    """By record, the last time: one query."""
    texts = TextVersion.objects.filter(line=OuterRef("pk"), field=FOR_RECEPTION)
    lines = (
        HistoryLine.objects.filter(
            record__in=[each.pk for each in records], verb="incident.handed_over"
        )
        .select_related("actor")
        .annotate(reason=Subquery(texts.values("text")[:1]))
        .order_by("at", "pk")
    )
    return {
        line.record_id: HandedOver(
            dt.datetime.fromtimestamp(line.at / 1_000_000, dt.UTC),
            line.actor.name if line.actor else "",
            line.reason or "",
        )
        for line in lines
        if line.record_id
    }


def did(verb: str, actor: Actor, pk: int, *, within: dt.timedelta) -> bool:
    """Whether the actor did this to a report a moment ago: their form may come twice."""
    since = clock.microseconds(clock.now() - within)
    return HistoryLine.objects.filter(
        record=pk,
        record__kind=KIND,
        verb=f"incident.{verb}",
        actor=actor.person_id or 0,
        at__gt=since,
    ).exists()


@dataclass(frozen=True)
class Received:
    """A page of what the reception has got: what was reported last first; of what is finished, what
    was finished last. `older`: a number to go on from."""

    rows: Sequence[tuple[Record, HandedOver | None]]
    older: str = ""


def received(actor: Actor, *, before: str = "", finished: bool = False) -> Received:
    """Reports handed over to where the actor receives whistleblowing: those to look into, or those
    that are finished."""
    rows = Record.objects.visible_to(actor).filter(unsealed_by(actor), kind=KIND)
    state = IncidentState.FINISHED if finished else IncidentState.HANDED_OVER
    rows = rows.filter(incident__state=state)
    by = "closed_at" if finished else "opened_at"
    place = rows.filter(number=before).values_list(by, "pk").first() if before else None
    if place is not None:
        at, pk = place
        rows = rows.filter(**{f"{by}__lte": at}).exclude(**{by: at, "pk__gte": pk})
    found = list(rows.select_related("unit", "incident").order_by(f"-{by}", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    given = handed_over(shown)
    return Received(
        [(each, given.get(each.pk)) for each in shown],
        shown[-1].number if len(found) > PAGE else "",
    )

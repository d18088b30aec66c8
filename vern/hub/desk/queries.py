"""What lies on one person's desk today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.urgency import Urgency, urgency
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import places_answered_by
from vern.hub.desk.ports import (
    SHOWN,
    Task,
    Tasks,
    TaskSource,
    TurnGroup,
    shortcuts,
    task_sources,
)
from vern.hub.desk.turns import turns_of

COUNTED = 100
"""No more than these are counted; beyond it the desk says 'more than'."""


@dataclass(frozen=True)
class OnDesk:
    """A task with its urgency on the day. `statuses`: all that is to be said of what it is about,
    where several tasks are about the same."""

    task: Task
    urgency: Urgency
    statuses: Sequence[str] = ()

    @property
    def late(self) -> bool:
        return self.urgency is Urgency.LATE

    @property
    def soon(self) -> bool:
        return self.urgency is Urgency.SOON

    @property
    def when(self) -> str:
        """Its day, and what that day is."""
        task = self.task
        if task.due:
            return (task.until or _("By %(day)s")) % {"day": short_day(task.due)}
        return _("Came %(day)s") % {"day": short_day(task.since)} if task.since else ""


@dataclass(frozen=True)
class Group:
    """Tasks that are as urgent as one another: `at_once`, late, due within a week, or later."""

    urgency: Urgency
    at_once: bool
    tasks: list[OnDesk]

    @property
    def late(self) -> bool:
        return self.urgency is Urgency.LATE

    @property
    def soon(self) -> bool:
        return self.urgency is Urgency.SOON


@dataclass(frozen=True)
class Section:
    """One source's tasks: the first ones, and how many there are in all. `first`: above all else."""

    key: str
    title: str
    shown: list[OnDesk]
    count: int
    capped: bool
    late: int
    all_url: str
    first: bool

    @property
    def more(self) -> bool:
        return self.count > len(self.shown)

    @property
    def groups(self) -> list[Group]:
        """What is shown, the most urgent group first. What is done at once has its own: its day says
        nothing of when."""
        parts = groupby(self.shown, key=lambda each: (each.task.at_once, each.urgency))
        found: list[Group] = []
        for (at_once, how), tasks in parts:
            if at_once and found:
                found[0].tasks.extend(tasks)
            else:
                found.append(Group(how, at_once, list(tasks)))
        return found


@dataclass(frozen=True)
class Answered:
    """A unit that the person answers for; `vacant` because its own post is."""

    name: str
    url: str
    vacant: bool


@dataclass(frozen=True)
class Way:
    """A shortcut, for this person."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class Desk:
    """The whole page. `nothing` is what each source says when it has no tasks."""

    sections: list[Section]
    nothing: list[str]
    answered: list[Answered]
    ways: list[Way]

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)

    @property
    def late(self) -> int:
        return sum(section.late for section in self.sections)

    @property
    def late_capped(self) -> bool:
        """Whether more are late than were counted."""
        return any(section.late > COUNTED for section in self.sections)


Source = TaskSource | TurnGroup


@dataclass(frozen=True)
class Found:
    """What a source gave: its first tasks, how many it has, and how many beside these are late."""

    source: Source
    tasks: Sequence[Task]
    count: int
    late_beside: int = 0


def desk_of(actor: Actor, today: dt.date) -> Desk:
    answered = _answered(actor)  # first: the sources then know it too
    sources = [source for source in task_sources if source.concerns(actor)]
    asked: list[tuple[Source, Iterable[Task] | Tasks]] = [
        (each, each.tasks(actor, today, COUNTED + 1)) for each in sources
    ]
    asked += turns_of(actor, COUNTED + 1)
    found = sorted((_found(*each, today) for each in asked), key=lambda f: not f.source.first)
    places = _once(found)
    sections = [_section(each, places[each.source.key], today) for each in found]
    return Desk(
        sections=sorted((s for s in sections if s.count), key=lambda s: (not s.first, not s.late)),
        nothing=[str(each.source.empty) for each in found],
        answered=answered,
        ways=_ways(actor),
    )


def _found(source: Source, given: Iterable[Task] | Tasks, today: dt.date) -> Found:
    if isinstance(given, Tasks):
        late = sum(urgency(task.due, today) is Urgency.LATE for task in given.first)
        return Found(source, given.first, given.count, max(0, given.late - late))
    tasks = list(given)
    return Found(source, tasks, len(tasks))


Place = list[tuple[Task, Sequence[str]]]


def _once(found: Sequence[Found]) -> dict[str, Place]:
    """By source, each thing once: where it stands first, with the nearest of its deadlines and all
    that is to be said of it."""
    about: dict[str, list[Task]] = {}
    for each in found:
        for task in each.tasks:
            about.setdefault(task.number, []).append(task)
    seen: set[str] = set()
    places: dict[str, Place] = {}
    for each in found:
        place = places.setdefault(each.source.key, [])
        for task in each.tasks:
            if task.number in seen:
                continue
            if task.number:
                seen.add(task.number)
            same = about[task.number] if task.number else [task]
            place.append((_nearest(task, same), _statuses(same)))
    return places


def _statuses(same: Sequence[Task]) -> Sequence[str]:
    said = dict.fromkeys(word for task in same for word in (task.status, *task.also) if word)
    return tuple(said)


def _nearest(task: Task, same: Sequence[Task]) -> Task:
    due = [each for each in same if each.due is not None]
    if not due:
        return task
    first = min(due, key=lambda each: each.due or dt.date.max)
    return replace(task, due=first.due, until=first.until)


def _section(found: Found, place: Place, today: dt.date) -> Section:
    source = found.source
    tasks = [OnDesk(task, urgency(task.due, today), statuses) for task, statuses in place]
    tasks.sort(key=lambda t: (not t.task.at_once, t.urgency, t.task.due or dt.date.max))
    count = found.count - (len(found.tasks) - len(tasks))
    return Section(
        key=source.key,
        title=str(source.label),
        shown=tasks[:SHOWN],
        count=min(count, COUNTED),
        capped=count > COUNTED,
        late=sum(each.late for each in tasks) + found.late_beside,
        all_url=_all_of(source),
        first=source.first,
    )


def _all_of(source: Source) -> str:
    if not source.all_url:
        return ""
    url = reverse(source.all_url)
    return f"{url}?{source.all_query}" if source.all_query else url


def _answered(actor: Actor) -> list[Answered]:
    """The units whose leader the person is, and those below that have none."""
    led = {post.unit_id for post in actor.posts if post.role == RoleKey.LEADER}
    if not led:
        return []
    found = [
        Answered(each.name, reverse("measures:plan", args=[each.code]), each.unit_id not in led)
        for each in places_answered_by(actor)
    ]
    return sorted(found, key=lambda each: each.vacant)


def _ways(actor: Actor) -> list[Way]:
    found = [(each, each.url(actor)) for each in sorted(shortcuts, key=lambda s: s.order)]
    return [Way(str(each.label), str(each.about), url) for each, url in found if url]

"""What lies on one person's desk today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

from django.urls import reverse

from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.core.org.queries import places_answered_by
from vern.hub.desk.ports import SHOWN, Task, Tasks, TaskSource, shortcuts, task_sources

COUNTED = 100
"""No more than these are counted; beyond it the desk says 'more than'."""

SOON = dt.timedelta(days=7)


class Urgency(IntEnum):
    """How a task stands to its deadline; sorts with the most urgent first."""

    LATE = 0
    SOON = 1
    LATER = 2


@dataclass(frozen=True)
class OnDesk:
    """A task with its urgency on the day."""

    task: Task
    urgency: Urgency

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


def desk_of(actor: Actor, today: dt.date) -> Desk:
    answered = _answered(actor)  # first: the sources then know it too
    sources = [source for source in task_sources if source.concerns(actor)]
    sections = [_section(source, actor, today) for source in sources]
    return Desk(
        sections=sorted((s for s in sections if s.count), key=lambda s: (not s.first, not s.late)),
        nothing=[str(source.empty) for source in sources],
        answered=answered,
        ways=_ways(actor),
    )


def urgency(task: Task, today: dt.date) -> Urgency:
    """A task without a deadline is neither late nor soon."""
    if task.due is None:
        return Urgency.LATER
    if task.due < today:
        return Urgency.LATE
    return Urgency.SOON if task.due <= today + SOON else Urgency.LATER


def _section(source: TaskSource, actor: Actor, today: dt.date) -> Section:
    found = source.tasks(actor, today, COUNTED + 1)
    first = found.first if isinstance(found, Tasks) else found
    tasks = sorted((OnDesk(task, urgency(task, today)) for task in first), key=lambda t: t.urgency)
    count = found.count if isinstance(found, Tasks) else len(tasks)
    return Section(
        key=source.key,
        title=str(source.label),
        shown=tasks[:SHOWN],
        count=min(count, COUNTED),
        capped=count > COUNTED,
        late=sum(each.late for each in tasks),
        all_url=_all_of(source),
        first=source.first,
    )


def _all_of(source: TaskSource) -> str:
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

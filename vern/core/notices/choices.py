"""How each person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vern.core.notices.kinds import Duty, Topic, Way, notice_kinds, topic_of, topics
from vern.core.notices.models import MailChoice
from vern.core.org.actors import Actor


@dataclass(frozen=True)
class Choosable:
    """A topic, how the person is told of it, and what of it is mailed at once in any case."""

    topic: Topic
    way: Way
    duties: tuple[Duty, ...]
    all_required: bool


def way_to(person_id: int, kind: str) -> Way:
    """How a notice of a kind goes to a person."""
    known = notice_kinds.get(kind)
    if known is None or known.duty:
        return Way.AT_ONCE
    topic = topic_of(kind)
    chosen = MailChoice.objects.filter(person=person_id, topic=topic.key).first()
    return Way(chosen.way) if chosen else topic.default


def choosable(actor: Actor) -> list[Choosable]:
    """The topics that may concern someone, in order."""
    chosen = dict(MailChoice.objects.filter(person=actor.person_id).values_list("topic", "way"))
    found = []
    for topic in sorted(topics, key=lambda each: each.order):
        kinds = [kind for kind in notice_kinds if topic_of(kind.key) == topic]
        if kinds and topic.concerns(actor):
            duties = {kind.duty.what: kind.duty for kind in kinds if kind.duty}
            found.append(
                Choosable(
                    topic=topic,
                    way=Way(chosen.get(topic.key, topic.default)),
                    duties=tuple(duties.values()),
                    all_required=all(kind.duty for kind in kinds),
                )
            )
    return found


def choose(*, actor: Actor, ways: Mapping[str, str]) -> None:
    """Keep what someone has chosen, by topic. What waits already goes as it would have. Raises
    KeyError for a topic that is unknown, ValueError for a way that is."""
    rows = [
        MailChoice(person_id=actor.person_id or 0, topic=topics[topic].key, way=Way(way))
        for topic, way in ways.items()
    ]
    MailChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "topic"],
        update_fields=["way"],
    )

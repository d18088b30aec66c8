"""What a person has been told, and how they want to be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.together import ask
from vern.core.notices.kinds import OTHER, notice_kinds, topics
from vern.core.notices.models import MailChoice, Notice
from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data


def _topic(kind: str) -> str:
    """The topic alone: of what words were about, the person may see no more."""
    known = notice_kinds.get(kind)
    topic = topics.get(known.topic) if known else None
    return str((topic or OTHER).label)


def _both(actor: Actor) -> dict[str, list[Any]]:
    """Both tables in one question, asked once for an actor."""
    if "notices.personal" not in actor.known:
        told = Notice.objects.filter(person=actor.person_id, withheld=False)
        actor.known["notices.personal"] = ask(
            told=told.only("kind", "created_at", "sent_at", "read_at"),
            choices=MailChoice.objects.filter(person=actor.person_id).order_by("topic"),
        )
    found: dict[str, list[Any]] = actor.known["notices.personal"]
    return found


def _notices(actor: Actor) -> Iterable[Row]:
    for each in _both(actor)["told"]:
        yield _topic(each.kind), each.created_at, each.sent_at, each.read_at


def _choices(actor: Actor) -> Iterable[Row]:
    for each in _both(actor)["choices"]:
        topic = topics.get(each.topic)
        yield str(topic.label) if topic else each.topic, each.get_way_display()


def register() -> None:
    personal_data.add(
        PersonalData(
            "notices",
            _("Notices to you"),
            _("When you were told, when it was mailed and when you read it."),
            (
                ("about", _("About")),
                ("made", _("Told")),
                ("mailed", _("Mailed")),
                ("read", _("Read by you")),
            ),
            _notices,
            order=60,
        ),
        PersonalData(
            "mail_choices",
            _("What is mailed to you"),
            _("What you have chosen. Of the rest, the usual way holds."),
            (("about", _("About")), ("way", _("How"))),
            _choices,
            order=65,
        ),
    )

"""Mail that the law requires and that did not arrive, on the desk of those who can tell the person
in another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.notices.capabilities import OVERSEE
from vern.core.notices.oversight import unreached
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey
from vern.hub.desk.ports import Shortcut, Task, TaskSource


def unreached_on_desk(actor: Actor, today: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """People who must be told and were not reached, the oldest first."""
    for each in unreached(actor, limit):
        yield Task(
            title=gettext("A mail did not reach %(name)s") % {"name": each.person},
            url=reverse("notices:unreached", args=[each.notice.pk]),
            unit=each.unit,
            since=timezone.localdate(each.at),
            status=gettext("Tell them in another way"),
        )


def _may_have_to_tell(actor: Actor) -> bool:
    """Oversees mail, or has a post that reports are given to."""
    return actor.has(OVERSEE) or any(
        post.role not in (RoleKey.EMPLOYEE, RoleKey.STUDENT) for post in actor.posts
    )


def _mail(actor: Actor) -> str:
    return reverse("notices:mail") if actor.scope(OVERSEE).everywhere else ""


UNREACHED = TaskSource(
    "unreached",
    _("Who has not been told"),
    unreached_on_desk,
    _("No mail that the law requires has come back."),
    concerns=_may_have_to_tell,
)
MAIL = Shortcut(
    "mail", _("Mail"), _("Mail that waits, and mail that did not arrive."), _mail, order=90
)

"""What being away gives to the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.actors import Actor, AskedAlong, asked_along
from vern.core.org.models import Absence
from vern.hub.desk.ports import OneTap, Task, TaskSource, task_sources
from vern.organise.absences import telling


def _is_someone(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.person_id is not None


def asked_on_desk(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Requests to take over for someone who is away, each answered with one tap."""
    asked = Absence.objects.filter(
        cover=actor.person_id or 0, answer=Absence.Answer.NONE, valid_to__gt=clock.today()
    ).select_related("person")
    for each in asked[:limit]:
        url = reverse("absences:answer", args=[each.pk])
        yield Task(
            title=each.person.name,
            url=reverse("absences:mine"),
            unit="",
            due=each.valid_from,
            until=str(_("Away from %(day)s")),
            taps=(OneTap(_("Accept"), url, "yes"), OneTap(_("Decline"), url, "no")),
        )


_ASKED = "asked_to_cover"
_ASKED_SQL = """
EXISTS(SELECT 1 FROM org_absence asked WHERE asked.cover_id = person.id AND asked.answer = '')
"""


def register() -> None:
    asked_along.add(AskedAlong(_ASKED, _ASKED_SQL))
    task_sources.add(
        TaskSource(
            "asked_to_cover",
            _("Asked to take over for someone"),
            asked_on_desk,
            _("Nobody asks you to take over."),
            first=True,
            concerns=lambda actor: bool(actor.known.get(_ASKED, True)),
        )
    )
    telling.register()
    menu.add(
        MenuItem(
            "away",
            _("Away, and who stands in"),
            "absences:mine",
            order=17,
            visible=_is_someone,
            personal=True,
        )
    )

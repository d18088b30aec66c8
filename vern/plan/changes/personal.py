"""Change processes in which a person speaks for someone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.plan.changes.models import Involvement, Speaker


def _spoken(actor: Actor) -> Iterable[Row]:
    """Where they are named as the one who speaks, have asked, or have answered. One query."""
    me = actor.person_id or 0
    mine = Q(person=me) | Q(asked_by=me) | Q(right_by=me)
    seen = Record.objects.visible_to(actor).values("pk")
    rows = Involvement.objects.filter(mine, process__in=seen).select_related(
        "body", "process__record"
    )
    for each in rows.order_by("-process", "pk"):
        record = each.process.record
        yield f"{record.number} {record.title}", each.body.name, each.held_on or each.planned_on


def _speaks(actor: Actor) -> Iterable[Row]:
    rows = Speaker.objects.filter(person=actor.person_id or 0).select_related("body", "unit")
    for each in rows:
        yield each.body.name, each.unit.name


def register() -> None:
    personal_data.add(
        PersonalData(
            "changes_speaker",
            _("For whom you speak in changes"),
            _("By name. What a role lets you do stands with your roles."),
            (("body", _("Who")), ("unit", _("Unit"))),
            _speaks,
            order=46,
        ),
        PersonalData(
            "changes",
            _("Change processes you take part in"),
            _("Where you speak for someone, have asked to take part, or have answered."),
            (
                ("change", _("Change process")),
                ("body", _("Who")),
                ("day", _("Day")),
            ),
            _spoken,
            order=45,
        ),
    )

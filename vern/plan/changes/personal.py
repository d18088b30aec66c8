"""Change processes in which a person speaks for someone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.together import ask, relate
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Record
from vern.plan.changes.models import Body, Involvement, Speaker


def _both(actor: Actor) -> dict[str, list[Any]]:
    """Both tables, with what they point to, in one question, asked once for an actor."""
    if "changes.personal" in actor.known:
        known: dict[str, list[Any]] = actor.known["changes.personal"]
        return known
    me = actor.person_id or 0
    mine = Q(person=me) | Q(asked_by=me) | Q(right_by=me)
    seen = Record.objects.visible_to(actor).values("pk")
    involved = Involvement.objects.filter(mine, process__in=seen)
    speaks = Speaker.objects.filter(person=me)
    found = ask(
        involved=involved.order_by("-process", "pk"),
        speaks=speaks,
        records=Record.objects.filter(pk__in=involved.order_by().values("process")),
        units=Unit.objects.filter(pk__in=speaks.order_by().values("unit")),
        bodies=Body.objects.all(),
    )
    relate(found["speaks"], "unit", {each.pk: each for each in found["units"]})
    for name in ("involved", "speaks"):
        relate(found[name], "body", {each.pk: each for each in found["bodies"]})
    actor.known["changes.personal"] = found
    return found


def _spoken(actor: Actor) -> Iterable[Row]:
    """Where they are named as the one who speaks, have asked, or have answered."""
    found = _both(actor)
    records = {each.pk: each for each in found["records"]}
    for each in found["involved"]:
        record = records[each.process_id]
        yield f"{record.number} {record.title}", each.body.name, each.held_on or each.planned_on


def _speaks(actor: Actor) -> Iterable[Row]:
    for each in _both(actor)["speaks"]:
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

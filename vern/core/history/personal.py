"""What the history says that a person has done."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from vern.core.history.models import HistoryLine
from vern.core.history.verbs import verbs
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data


def _done(actor: Actor) -> Iterable[Row]:
    """By verb, so that no line tells of a record that the person no longer sees."""
    lines = HistoryLine.objects.filter(actor=actor.person_id).order_by().values_list("verb")
    for verb, times, first, last in lines.annotate(
        times=Count("pk"), first=Min("at"), last=Max("at")
    ).order_by("-last"):
        known = verbs.get(verb)
        label = str(known.label) if known else verb
        yield label, times, clock.moment(first), clock.moment(last)


def register() -> None:
    personal_data.add(
        PersonalData(
            "history",
            _("What you have done here"),
            _("The history keeps who did what and when, and cannot be changed."),
            (
                ("what", _("What")),
                ("times", _("Times")),
                ("first", _("First")),
                ("last", _("Last")),
            ),
            _done,
            order=70,
        )
    )

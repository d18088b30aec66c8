"""Telling people of absences: who is asked to take over, what they answer, and who stands in (N14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.ui.dates import day as long_day
from vern.core.notices.kinds import Message, NoticeKind, Topic, in_topic, notice_kinds, topics
from vern.core.notices.models import Notice
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.events import AbsenceChanged
from vern.core.org.models import Absence, Person

TOPIC = "away"
ASKED, ACCEPTED, DECLINED = "away.asked", "away.accepted", "away.declined"
STANDS_IN, OVER = "away.stands_in", "away.over"

Facts = dict[str, str | int | None]


def changed(event: AbsenceChanged) -> None:
    """Tells those whom it concerns, in the same transaction."""
    facts: Facts = {"absence": event.absence_id, "person": event.person_id, "cover": event.cover_id}
    by = event.actor.person_id
    if event.verb == "person.away":
        _tell_deputies(STANDS_IN, event, facts)
    elif event.verb == "person.back":
        _tell_deputies(OVER, event, facts)
        deputies = {each[0] for each in event.deputies}
        if event.cover_id and event.answer != Absence.Answer.NO and event.cover_id not in deputies:
            tell(OVER, [event.cover_id], facts=facts, by=by)
    elif event.verb == "person.cover_asked" and event.cover_id:
        tell(ASKED, [event.cover_id], facts=facts, by=by)
    elif event.verb in ANSWERS:
        asked_by = {event.person_id, event.set_by_id or event.person_id}
        tell(ANSWERS[event.verb], asked_by - {by or 0}, facts=facts, by=by)


ANSWERS = {"person.cover_accepted": ACCEPTED, "person.cover_declined": DECLINED}


def _tell_deputies(kind: str, event: AbsenceChanged, facts: Facts) -> None:
    for deputy, first, last in event.deputies:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        if deputy != event.actor.person_id:
            tell(kind, [deputy], facts={**facts, **days}, by=event.actor.person_id)


def gather(notices: Sequence[Notice]) -> None:
    """The absences, and the people in them: two queries."""
    absences = Absence.objects.in_bulk([each.facts["absence"] for each in notices])
    named = {each.facts[part] for each in notices for part in ("person", "cover")}
    people = Person.objects.in_bulk([each for each in named if each])
    for notice in notices:
        notice.known["absence"] = absences.get(notice.facts["absence"])
        notice.known["person"] = people[notice.facts["person"]]
        notice.known["cover"] = people.get(notice.facts["cover"])


def still_asked(notices: Sequence[Notice], reader: Actor) -> set[int]:
    """Requests that still stand: the absence has not been called off, and no other is asked instead."""
    asked = Absence.objects.filter(
        pk__in=[each.facts["absence"] for each in notices], cover=reader.person_id or 0
    )
    standing = set(asked.values_list("pk", flat=True))
    return {each.pk for each in notices if each.facts["absence"] in standing}


def still_away(notices: Sequence[Notice], reader: Actor) -> set[int]:  # noqa: ARG001 (the port's form)
    """Of absences that have not been called off: what was said of one that was is gone."""
    found = Absence.objects.filter(pk__in=[each.facts["absence"] for each in notices])
    there = set(found.values_list("pk", flat=True))
    return {each.pk for each in notices if each.facts["absence"] in there}


def of_everyone(notices: Sequence[Notice], reader: Actor) -> set[int]:  # noqa: ARG001 (the port's form)
    return {each.pk for each in notices}


def _names(notice: Notice) -> dict[str, str]:
    absence: Absence | None = notice.known["absence"]
    facts = notice.facts
    days: dict[str, dt.date] = {}
    if "first" in facts:
        days = {each: dt.date.fromisoformat(facts[each]) for each in ("first", "last")}
    elif absence is not None:
        days = {"first": absence.valid_from, "last": absence.valid_to - dt.timedelta(days=1)}
    cover: Person | None = notice.known["cover"]
    return {
        "person": notice.known["person"].name,
        "cover": cover.name if cover else "",
        **{key: long_day(day) for key, day in days.items()},
    }


def _message(subject: str, text: str, notice: Notice) -> Message:
    names = _names(notice)
    return Message(subject=subject % names, text=text % names, path=reverse("absences:mine"))


def _asked(notice: Notice) -> Message:
    return _message(
        _("%(person)s asks you to take over"),
        _(
            "%(person)s is away from %(first)s to %(last)s, and you are asked to take over the reports and "
            "measures that are theirs by name meanwhile. Accept or decline on the page."
        ),
        notice,
    )


def _accepted(notice: Notice) -> Message:
    return _message(
        _("%(cover)s takes over"),
        _("%(cover)s has accepted to take over while %(person)s is away."),
        notice,
    )


def _declined(notice: Notice) -> Message:
    return _message(
        _("%(cover)s does not take over"),
        _(
            "%(cover)s has declined to take over while %(person)s is away. You can ask someone else."
        ),
        notice,
    )


def _stands_in(notice: Notice) -> Message:
    return _message(
        _("You stand in for %(person)s"),
        _(
            "%(person)s is away. As the deputy you stand in from %(first)s to %(last)s, both days "
            "included: what awaits them then awaits you."
        ),
        notice,
    )


def _over(notice: Notice) -> Message:
    return _message(
        _("You need not stand in for %(person)s any more"),
        _("%(person)s is back, or is not going away after all. What was theirs is theirs again."),
        notice,
    )


def register() -> None:
    """The topic, its kinds, and the ear for what happens."""
    about = gettext_lazy("When you are asked to take over, or stand in, for someone who is away.")
    topics.add(Topic(TOPIC, gettext_lazy("Being away and standing in"), about, order=58))
    notice_kinds.add(
        *in_topic(
            TOPIC,
            NoticeKind(ASKED, _asked, readable=still_asked, personal=True),
            NoticeKind(ACCEPTED, _accepted, readable=still_away, personal=True),
            NoticeKind(DECLINED, _declined, readable=still_away, personal=True),
            NoticeKind(STANDS_IN, _stands_in, readable=still_away, personal=True),
            NoticeKind(OVER, _over, readable=of_everyone, personal=True),
            gather=gather,
        )
    )
    handlers.add(Handler("absences.telling", AbsenceChanged, changed))

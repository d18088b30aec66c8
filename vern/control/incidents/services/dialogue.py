"""The dialogue with the one who reported, also without a name, and whether the answer was enough."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import KIND
from vern.control.incidents.queries.voices import (
    answer_to_judge,
    may_write_to_reporter,
    speaks_as_reporter,
)
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services.answers import reopen
from vern.control.incidents.services.common import locked, save_answer, step, tell_reporter
from vern.control.incidents.services.contested import (
    handlers_of,
    leader_above,
    tell_own_reporter,
    tell_readers,
)
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.events import MeasureDecided, MeasureDone
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience
from vern.core.talk.services import Words, say


def tell_of_decided(event: MeasureDecided) -> None:
    """The one who reported hears that something is to be done."""
    if event.measure.origin.kind == KIND:
        tell_reporter("incident.measure_decided", event.actor, event.measure.origin)


def tell_of_done(event: MeasureDone) -> None:
    """The one who reported hears that something is done."""
    if event.measure.origin.kind == KIND:
        tell_reporter("incident.measure_done", event.actor, event.measure.origin)


@transaction.atomic
def write_to_reporter(*, actor: Actor, record: Record, text: str, asks: bool = True) -> Comment:
    """The handler asks the one who reported, or tells them something; they are told.

    A report that nobody has started on is started on with it. Sent twice, it is said once. Raises
    PermissionDenied for those who do not handle it.
    """
    if not may_write_to_reporter(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    said = say(actor=actor, record=record, words=Words(text, Audience.REPORTER, asks=asks))
    if not said.new:
        return said.comment
    begins = incident.state == IncidentState.RECEIVED
    if begins:
        step(incident, "take_up")
    save_answer(incident)
    if begins:
        note("incident.taken_up", actor=actor, record=record)
    verb = "incident.asked" if asks else "incident.told_reporter"
    note(verb, actor=actor, record=record, facts={"comment": said.comment.pk})
    tell_own_reporter(verb, actor, record)
    return said.comment


@transaction.atomic
def write_as_reporter(*, actor: Actor, record: Record, text: str) -> Comment:
    """The one who reported answers, or adds something; handlers and those who asked are told.

    Sent twice, it is said once. Raises PermissionDenied for anyone else.
    """
    if not speaks_as_reporter(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    askers = [
        comment.author
        for comment in record.comments.filter(
            asks=True, answered_at=None, audience=Audience.REPORTER
        ).select_related("author")
    ]
    said = say(actor=actor, record=record, words=Words(text, Audience.REPORTER, by_reporter=True))
    if said.new:
        note(
            "incident.reporter_wrote",
            actor=actor,
            record=record,
            facts={"comment": said.comment.pk},
        )
        people: list[Person | None] = [*askers, *handlers_of(record)]
        tell_readers("incident.reporter_wrote", people, actor=actor, record=record)
        if incident.merged_into:
            # The case goes on in another report, whose handler works with this one's news too.
            whole = incident.merged_into.record
            tell_readers("incident.reporter_wrote", handlers_of(whole), actor=actor, record=whole)
    return said.comment


@transaction.atomic
def judge(*, actor: Actor, record: Record, good_enough: bool, words: str = "") -> None:
    """The one who reported says whether the answer was good enough. Who is not content says why;
    the handler and the leader above are told.

    The same verdict twice changes nothing. Raises Refused where no answer stands or words are
    missing, PermissionDenied for anyone else.
    """
    if not speaks_as_reporter(actor, record):
        raise PermissionDenied
    record, incident = locked(record)
    answer = answer_to_judge(incident)
    if answer is None:
        raise Refused(_("The report is open again. You get a new answer."))
    if not good_enough and not words.strip():
        raise Refused(_("Write what is missing."), field="text")
    if answer.good_enough == good_enough and answer.words == words:
        return
    closure = answer.own
    closure.good_enough, closure.verdict, closure.verdict_at = good_enough, words, clock.now()
    closure.save(update_fields=["good_enough", "verdict", "verdict_at"])
    note("incident.judged", actor=actor, record=record, facts={"good_enough": good_enough})
    if not good_enough and answer.good_enough is not False:
        case = incident.merged_into.record if incident.merged_into else record
        people: list[Person | None] = [*handlers_of(case), leader_above(case)]
        tell_readers("incident.not_good_enough", people, actor=actor, record=record)


def reopen_unsatisfied(*, actor: Actor, record: Record) -> None:
    """One button: the one who reported was not content, so the work goes on; where their report is
    handled with another, on that one.

    Doing it twice changes nothing. Raises Refused where nobody has said so, PermissionDenied for
    those who do not handle it.
    """
    incident = record.incident
    case = incident.merged_into.record if incident.merged_into else record
    if not may(actor, HANDLE, case):
        raise PermissionDenied
    if case.incident.state == IncidentState.IN_WORK:
        return
    answer = answer_to_judge(incident)
    if answer is None or answer.good_enough is not False:
        raise Refused(_("The one who reported has not said that the answer was too little."))
    reopen(
        actor=actor,
        record=case,
        reason=gettext("The one who reported was not content with the answer."),
    )

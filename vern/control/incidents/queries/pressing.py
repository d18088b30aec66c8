"""What presses in a report, the most urgent first, each with what settles it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Closure
from vern.control.incidents.queries import telling, voices
from vern.control.incidents.queries.levels import just_came
from vern.control.incidents.queries.show import Report
from vern.control.incidents.rules import (
    RECEPTION_STATES,
    IncidentState,
    IncidentType,
    contradicts_itself,
    lacks_severity,
)
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Sensitivity, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience

GONE = (IncidentState.MERGED, *RECEPTION_STATES)
"""Where nothing presses on the line: it is handled elsewhere."""


@dataclass(frozen=True)
class Urgent:
    """One thing. `link` and `url`: what settles it, for this reader; `post`: in one click.
    `bars`: the report cannot be ended before."""

    text: str
    tone: str = "warning"
    link: str = ""
    url: str = ""
    post: bool = False
    bars: bool = False
    first: bool = False

    @property
    def variant(self) -> str:
        """The button to press first stands out."""
        return "primary" if self.first else "secondary"


def pressing(actor: Actor, report: Report) -> list[Urgent]:
    """Of a report that the actor reads whole. No query: the page has read it all."""
    parts = _parts(IncidentState(report.incident.state))
    found = [each for part in parts for each in part(actor, report)]
    first = next((each for each in found if each.link), None)
    return [replace(each, first=True) if each is first else each for each in found]


def _parts(state: IncidentState) -> Sequence[Callable[[Actor, Report], Iterator[Urgent]]]:
    if state in RECEPTION_STATES:
        return (_not_content, _from_reporter)
    if state in GONE:
        return ()
    return (
        *(_to_tell, _harm, _stopped, _not_content, _objections, _questions, _from_reporter),
        _from_another_level,
    )


def _page(name: str, *keys: int) -> str:
    return reverse(f"incidents:{name}", args=keys)


def _to_tell(actor: Actor, report: Report) -> Iterator[Urgent]:
    record = report.record
    handles = may(actor, HANDLE, record)
    found = telling.duties(record, report.incident, report.rules)
    if found.to_judge:
        link = _("Answer three questions") if handles else ""
        url = _page("injury", record.pk)
        yield Urgent(_("Someone was hurt. Was it serious?"), "danger", link, url, bars=True)
    if found.open:
        text = ngettext(
            "%(count)d must still be told what happened.",
            "%(count)d must still be told what happened.",
            found.open,
        )
        url = f"{_page('show', record.pk)}#tell"
        link = _("See who must be told")
        yield Urgent(text % {"count": found.open}, "danger", link, url, bars=True)


def _harm(actor: Actor, report: Report) -> Iterator[Urgent]:
    """What is said of harm is checked before the law's duties are taken to be done."""
    record, incident = report.record, report.incident
    if not may(actor, HANDLE, record):
        return
    url = _page("injury", record.pk)
    if incident.type == IncidentType.ACCIDENT and not incident.injury:
        text = _("It is an accident, and nobody has said whether anyone was hurt.")
        yield Urgent(text, link=_("Say whether anyone was hurt"), url=url)
    if contradicts_itself(telling.harm_of(incident), report.severity):
        text = _("It was critical for people, but the injury is said not to be serious.")
        yield Urgent(text, "danger", _("Look at it again"), url)


def before_closing(actor: Actor, report: Report) -> list[Urgent]:
    """What presses, and what else must be settled before it is closed."""
    found = pressing(actor, report)
    if not lacks_severity(telling.harm_of(report.incident), report.severity):
        return found
    url = _page("assess", report.record.pk)
    text = _("Someone was hurt, and nobody has chosen how serious it was.")
    lacking = Urgent(text, "danger", _("Choose the severity"), url, bars=True)
    return [*found, replace(lacking, first=not any(each.link for each in found))]


def _stopped(actor: Actor, report: Report) -> Iterator[Urgent]:
    for stop in report.incident.work_stops.all():
        if stop.decided_at is None:
            decides = voices.may_decide(actor, report.record)
            stays = _("The leader has decided that the stopped work cannot go on yet.")
            awaits = _("Dangerous work is stopped, and awaits the leader's written decision.")
            again, first = _("Decide that it can go on"), _("Decide on the stopped work")
            link = again if stop.decision else first
            yield Urgent(
                stays if stop.decision else awaits,
                "danger",
                link if decides else "",
                _page("decide_on_stop", report.record.pk, stop.pk),
                bars=True,
            )


def _not_content(actor: Actor, report: Report) -> Iterator[Urgent]:
    record = report.record
    answer = voices.answer_to_judge(report.incident) if record.state == State.CLOSED else None
    if answer is not None and voices.unanswered(answer, record.comments.all()):
        yield Urgent(
            _("The one who reported does not find the answer good enough."),
            link=_("Open the report again") if may(actor, HANDLE, record) else "",
            url=_page("work_goes_on", record.pk),
            post=True,
        )


def _objections(actor: Actor, report: Report) -> Iterator[Urgent]:
    record = report.record
    closed = record.state == State.CLOSED
    for each in report.incident.objections.all():
        if each.answered_at is None:
            answers = voices.may_answer_objection(actor, record)
            yield Urgent(
                _("A safety representative objects to the closing.")
                if closed
                else _("A safety representative does not want this closed."),
                link=_("Answer the objection") if answers else "",
                url=_page("answer_objection", record.pk, each.pk),
                bars=True,
            )


def _questions(actor: Actor, report: Report) -> Iterator[Urgent]:
    record = report.record
    handles = may(actor, HANDLE, record)
    for each in record.comments.all():
        if each.audience == Audience.READERS and each.open:
            late = each.answer_by is not None and each.answer_by < clock.today()
            text = _("A safety representative asks for an answer by %(day)s.")
            yield Urgent(
                text % {"day": day(each.answer_by)},
                "danger" if late else "warning",
                _("Answer the question") if handles else "",
                _page("reply", record.pk, each.pk),
            )


def _from_reporter(actor: Actor, report: Report) -> Iterator[Urgent]:
    record = report.record
    sealed = record.sensitivity == Sensitivity.SEALED
    heard = [each for each in record.comments.all() if sealed or not each.confided]
    if awaits_word(heard, report.closures):
        writes = voices.may_write_to_reporter(actor, record)
        yield Urgent(
            _("The one who reported has written, and has no answer yet."),
            link=_("Answer the one who reported") if writes else "",
            url=_page("ask", record.pk),
        )


def _from_another_level(actor: Actor, report: Report) -> Iterator[Urgent]:
    came = just_came(report)
    if came is not None and may(actor, HANDLE, report.record):
        up = _("%(who)s has brought it up to you from %(unit)s.")
        down = _("%(who)s has sent it down to you again from %(unit)s.")
        yield Urgent(
            (up if came.up else down) % {"who": came.who, "unit": came.came_from},
            "info",
            _("Read why") if came.up else _("Read what you are to do"),
            f"{_page('show', report.record.pk)}#levels",
        )


def awaits_word(comments: Iterable[Comment], closures: Iterable[Closure]) -> bool:
    """Whether the one who reported has the last word, without having been asked for it, and no
    answer has ended the report since."""
    heard = [each for each in comments if each.audience == Audience.REPORTER]
    last = max(heard, key=lambda each: (each.at, each.pk), default=None)
    if last is None or not last.by_reporter:
        return False
    asked = any(each.answered_at == last.at for each in heard)
    answered = any(each.at > last.at for each in closures)
    return not asked and not answered

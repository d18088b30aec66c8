"""One round as its page shows it, in its state and for its reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.together import ask, keep, relate
from vern.core.kernel.ui.dates import day
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.models import Participant, Round, Signature, Theme, Wish
from vern.plan.rounds.queries.checklists import as_then, words_then
from vern.plan.rounds.queries.findings import Found, findings_of
from vern.plan.rounds.queries.people import lacking, may_map
from vern.plan.rounds.queries.signing import can_sign_as, waits_for
from vern.plan.rounds.rules import (
    OPEN_STATES,
    OPEN_TO_WISHES,
    First,
    Lacks,
    RoundState,
    Standing,
    comes_first,
    lacks,
)


@dataclass(frozen=True)
class Shown:
    """What the page has. What is not of the round's state is empty."""

    round: Round
    state: RoundState
    holds: bool
    maps: bool
    participants: list[Participant]
    lacking: list[str]
    themes: list[Theme]
    wishes: list[Wish]
    signatures: list[Signature]
    found: list[Found] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)
    signs_as: list[Signature.By] = field(default_factory=list)
    missing: tuple[Lacks, ...] = ()
    waits_for: str = ""
    first: First | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def asks(self) -> bool:
        """Whether everyone at the unit is asked what to look at, and can still say it."""
        return self.state in OPEN_TO_WISHES and self.round.wishes_asked_at is not None

    @property
    def unsettled(self) -> list[Found]:
        return [each for each in self.found if not each.settled]

    @property
    def settled(self) -> list[Found]:
        return [each for each in self.found if each.settled]

    @property
    def unanswered(self) -> list[Wish]:
        return [each for each in self.wishes if each.taken_up is None]


def heading(round_: Round) -> str:
    """What stands over it, in the reader's language."""
    return _("HSE round %(day)s, %(unit)s") % {
        "day": day(round_.day),
        "unit": round_.record.unit.name,
    }


def shown(actor: Actor, record: Record, round_: Round) -> Shown:
    """As many queries, however much was noted."""
    state = RoundState(round_.state)
    said = words_then(round_)
    rows = beside(round_)
    participants, wishes, signatures = (
        rows[name] for name in ("participants", "wishes", "signatures")
    )
    keep(round_, "participants", participants)
    found = findings_of(round_, said=said) if round_.fixed_at else []
    standing = Standing(
        state,
        marks=len(found) or 1,  # a walk is over only where something was noted
        unsettled=sum(not each.settled for each in found),
        unanswered=sum(each.taken_up is None for each in wishes),
    )
    holds = may(actor, HOLD, record)
    following_up = state is RoundState.FOLLOW_UP
    missing = lacks(standing) if following_up else ()
    own = can_sign_as(actor, record, signatures) if following_up else []
    return Shown(
        round=round_,
        state=state,
        holds=holds,
        maps=may_map(actor, record, round_),
        participants=participants,
        lacking=lacking(participants, students=round_.students),
        themes=[as_then(each, said) for each in rows["themes"]],
        wishes=wishes,
        signatures=signatures,
        found=found,
        noted=_noted(round_) if state is RoundState.MAPPING else {},
        signs_as=own,
        missing=missing,
        waits_for=waits_for(actor, signatures, own) if following_up and not missing else "",
        first=_first(round_, may_ask=holds) if state is RoundState.PLANNED else None,
    )


def _first(round_: Round, *, may_ask: bool) -> First:
    asked = round_.wishes_asked_at is not None
    return comes_first(day=round_.day, today=clock.today(), asked=asked, may_ask=may_ask)


def beside(round_: Round) -> dict[str, list[Any]]:
    """What stands beside the findings, with its people: one query."""
    rows = {
        "participants": round_.participants.order_by("pk"),
        "wishes": round_.wishes.order_by("at", "pk"),
        "signatures": round_.signatures.filter(withdrawn_at=None).order_by("at", "pk"),
    }
    who = reduce(or_, (Q(pk__in=each.order_by().values("person")) for each in rows.values()))
    found = ask(
        **rows,
        themes=round_.themes.all(),
        areas=round_.areas.all(),
        people=Person.objects.filter(who),
    )
    people = {each.pk: each for each in found["people"]}
    for name in rows:
        relate(found[name], "person", people)
    return found


def _noted(round_: Round) -> dict[str, int]:
    """How many answers of each kind."""
    counts: dict[str, Any] = round_.marks.aggregate(
        fine=Count("pk", filter=Q(verdict="fine")),
        improve=Count("pk", filter=Q(verdict="improve")),
        irrelevant=Count("pk", filter=Q(verdict="irrelevant")),
    )
    return counts

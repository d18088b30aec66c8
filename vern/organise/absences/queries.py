"""Who is away, who stands in, and what awaits an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import ADMINISTER, SAY_AWAY
from vern.core.org.models import Absence, Assignment, Held, Person, Role, RoleKey
from vern.core.org.models.absences import COVERED, DEPUTIES
from vern.core.org.models.roles import AREA_ROLES
from vern.core.org.queries import find_people
from vern.core.records.querysets import under

FEW = 20
"""So many people with a name are listed to choose from."""

DAY = dt.timedelta(days=1)
KNOWN = ("person", "cover", "set_by")
POSTS = (*DEPUTIES, *DEPUTIES.values(), *COVERED)
"""Posts for which others may say that someone is away."""


@dataclass(frozen=True)
class StoodIn:
    """A post of someone who is away, and who stands in. Nobody: `missing` says whose post is empty."""

    post: str
    names: tuple[str, ...]
    missing: bool


@dataclass(frozen=True)
class Away:
    """An absence as pages show it."""

    absence: Absence
    posts: Sequence[StoodIn]

    @property
    def first(self) -> dt.date:
        return self.absence.valid_from

    @property
    def last(self) -> dt.date:
        return self.absence.valid_to - DAY

    @cached_property
    def now(self) -> bool:
        return self.absence.valid_from <= clock.today()

    @property
    def may_ask(self) -> bool:
        """Nobody is asked to take over the rest, or the one who was has declined."""
        return self.absence.cover_id is None or self.absence.answer == Absence.Answer.NO

    @property
    def asked(self) -> str:
        """Who is asked to take over the rest, and what they have said."""
        cover = self.absence.cover
        if cover is None:
            return ""
        label = Absence.Answer(self.absence.answer).label
        return _("%(person)s: %(answer)s") % {"person": cover.name, "answer": label}


@dataclass(frozen=True)
class Page:
    """All that one's page about being away shows."""

    own: list[Away]
    asked_of: list[Away]
    standing_in: list[Away]
    others: list[Away]
    may_say_of_others: bool


def page_of(actor: Actor) -> Page:
    """Seven queries at most."""
    running = Absence.objects.filter(valid_to__gt=clock.today()).select_related(*KNOWN)
    mine = Q(person=actor.person_id) | Q(cover=actor.person_id)
    deputy_for = [each.person_id for each in actor.standing_in]
    others = {each.pk for each in may_be_said_away(actor)}
    reached = mine | Q(person__in={*deputy_for, *others})
    every = with_posts(running.filter(reached))
    me = actor.person_id
    return Page(
        own=[each for each in every if each.absence.person_id == me],
        asked_of=[each for each in every if each.absence.cover_id == me],
        standing_in=[each for each in every if each.now and each.absence.person_id in deputy_for],
        others=[each for each in every if each.absence.person_id in others],
        may_say_of_others=actor.has(SAY_AWAY),
    )


def with_posts(absences: Iterable[Absence]) -> list[Away]:
    """With who stands in for each post: three queries, however many."""
    found = list(absences)
    away = {each.person_id for each in found}
    if not away:
        return []
    today = clock.today()
    held = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), person__in=away, role__in=DEPUTIES
    ).select_related("unit", "area")
    instead = Held.objects.filter(
        Q(valid_to__gt=today), instead_of__in=away, role__in=DEPUTIES
    ).select_related("person")
    roles = {role.key: role.name for role in Role.objects.filter(key__in=DEPUTIES)}
    posts, deputies = list(held), list(instead)
    return [Away(each, _posts(each, posts, deputies, roles)) for each in found]


def would_stand_in(person: Person) -> list[StoodIn]:
    """Who would stand in for someone today, post by post, before it is said that they are away. Three
    queries, or one for someone without such a post."""
    today = holding(clock.today())
    held = Assignment.objects.filter(today, person=person, role__in=DEPUTIES)
    posts = list(held.select_related("unit", "area"))
    if not posts:
        return []
    places = Q(unit__in={each.unit_id for each in posts}) | Q(
        area__in={each.area_id for each in posts}
    )
    named = Assignment.objects.filter(places, today, role__in=DEPUTIES.values())
    deputies = list(named.exclude(person=person).select_related("person"))
    roles = {role.key: role.name for role in Role.objects.filter(key__in=DEPUTIES)}
    found = []
    for post in posts:
        names = [each.person.name for each in deputies if _deputises(each, post)]
        found.append(StoodIn(_label(post, roles), tuple(dict.fromkeys(names)), not names))
    return found


def _deputises(deputy: Assignment, post: Assignment) -> bool:
    """A leader's deputy by the unit, a safety representative's by the area."""
    if deputy.role != DEPUTIES[RoleKey(post.role)]:
        return False
    if post.role == RoleKey.LEADER:
        return deputy.unit_id == post.unit_id
    return deputy.area_id is not None and deputy.area_id == post.area_id


def _label(post: Assignment, roles: dict[str, str]) -> str:
    where = post.area.name if post.area else post.unit.name
    return f"{roles.get(post.role, post.role)}, {where}"


def _posts(
    absence: Absence, posts: list[Assignment], deputies: list[Held], roles: dict[str, str]
) -> list[StoodIn]:
    found = []
    for post in posts:
        if post.person_id != absence.person_id or not _meet(absence, post):
            continue
        names = [
            each.person.name
            for each in deputies
            if each.pk == post.pk and _meet(absence, each) and each.instead_of_id == post.person_id
        ]
        found.append(StoodIn(_label(post, roles), tuple(dict.fromkeys(names)), not names))
    return found


def _meet(absence: Absence, held: Assignment | Held) -> bool:
    """Whether some day is in both; a row of the view may be empty."""
    first = max(absence.valid_from, held.valid_from)
    last = min(absence.valid_to, held.valid_to or absence.valid_to)
    return first < last


def may_be_said_away(actor: Actor) -> list[Person]:
    """People of whom the actor may say that they are away: all whose posts lie where the actor may
    say so. Of a safety representative only the HSE department may: no leader has their
    representative replaced. One query."""
    scope = actor.scope(SAY_AWAY)
    if not scope.prefixes:
        return []
    held = Assignment.objects.filter(holding(clock.today()), role__in=POSTS)
    outside = held.exclude(under(scope.prefixes, "unit__path"))
    if not actor.has(ADMINISTER):
        outside = outside | held.filter(role__in=AREA_ROLES)
    inside = held.filter(under(scope.prefixes, "unit__path"))
    people = Person.objects.filter(pk__in=inside.values("person"))
    found = people.exclude(pk__in=outside.values("person")).exclude(pk=actor.person_id or 0)
    return list(found.order_by("sort_key", "pk"))


def get_absence(actor: Actor, pk: int) -> Absence:
    """An absence that the actor may change: their own, or of someone of whom they may say it.
    Raises Http404 for any other."""
    found = Absence.objects.filter(pk=pk).select_related(*KNOWN).first()
    if found is None:
        raise Http404
    if found.person_id != actor.person_id and found.person not in may_be_said_away(actor):
        raise Http404
    return found


def get_asked(actor: Actor, pk: int) -> Absence:
    """An absence in which the actor is asked to take over. Raises Http404 for any other."""
    found = Absence.objects.filter(pk=pk, cover=actor.person_id or 0).select_related(*KNOWN).first()
    if found is None:
        raise Http404
    return found


def colleagues(words: str) -> list[Person]:
    """People with work or a post here today whose names fit; one more than can be chosen from."""
    if not words.strip():
        return []
    held = Assignment.objects.filter(holding(clock.today())).exclude(role=RoleKey.STUDENT)
    able = Person.objects.filter(pk__in=held.values("person"))
    exact = list(able.filter(email__iexact=words.strip()))
    return exact or list(find_people(words).filter(pk__in=held.values("person"))[: FEW + 1])

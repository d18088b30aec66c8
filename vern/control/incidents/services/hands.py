"""Reports stay in the right hands when leaders come and go, and when units do."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from vern.control.incidents.models import KIND, Stage
from vern.control.incidents.queries.routing import POSTS, Hands, Offices, hands, offices
from vern.control.incidents.services.routing import begin, name_hands, tell_responsible
from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.events import OrganisationChanged, TreeRefreshed
from vern.core.org.models import Assignment, RoleKey, Unit, UnitPlacement
from vern.core.org.queries import line_of
from vern.core.records import services as records
from vern.core.records.models import Party, Record, Sensitivity, State

Part = Party.Part
BY_POST = (*POSTS, RoleKey.CASE_HANDLER, RoleKey.SAFETY_REP)
"""Posts whose end takes a person out of what they were named in."""

NOBODY: frozenset[int] = frozenset()


def follow_posts(event: OrganisationChanged) -> None:
    """Someone has been appointed, or a post has ended."""
    if event.verb not in ("person.appointed", "person.assignment_ended"):
        return
    if event.facts.get("role") not in BY_POST or event.unit_id is None:
        return
    standing = UnitPlacement.objects.filter(
        holding(clock.today()), unit=event.unit_id, active=True
    ).select_related("unit")
    unit = next((each.unit for each in standing), None)
    if unit is None or not unit.path:
        return  # a unit to come has no reports; where one ends, the new tree says who stands above
    who = frozenset({event.person_id}) if event.person_id else NOBODY
    came = event.verb == "person.appointed"
    put_right(unit.path, came=who if came else NOBODY, left=NOBODY if came else who)


def follow_tree(event: TreeRefreshed) -> None:
    """Units stand elsewhere from today: other leaders stand above them."""
    posts = Assignment.objects.filter(
        unit__in=event.ended, role__in=BY_POST, valid_to__lte=clock.today()
    )
    put_right(left=frozenset(posts.values_list("person_id", flat=True)))


def follow_the_day() -> None:
    """What was dated ahead begins to hold today."""
    today = clock.today()
    begun = Assignment.objects.filter(valid_from=today, role__in=BY_POST)
    ended = Assignment.objects.filter(valid_to=today, role__in=BY_POST)
    came = frozenset(begun.values_list("person_id", flat=True))
    left = frozenset(ended.values_list("person_id", flat=True))
    if came or left:
        put_right(came=came, left=left)


@transaction.atomic
def put_right(
    path: str = "", *, came: Iterable[int] = NOBODY, left: Iterable[int] = NOBODY
) -> None:
    """Reports at or below a unit get the hands that the organisation has today.

    A report whose leader may not have it goes up, one that lay with the HSE department goes to a
    leader who may. Who has `left` a post is no longer named for it; who `came` is, if the post
    gives it. Nobody else gains anything: what someone was taken from stays so.
    """
    reached = Q(handling_unit__path__startswith=path) | Q(unit__path__startswith=path)
    kept = Q(state=State.OPEN) | Q(sensitivity=Sensitivity.PARTIES)
    named = Party.objects.filter(person__in=left, part__in=(Part.HANDLER, Part.NAMED))
    found = (
        Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
        .filter((reached & kept) | Q(pk__in=named.values("record")))
        .select_related("unit", "handling_unit", "incident")
        .prefetch_related("parties")
        .order_by("pk")
    )
    cases = list(found)
    lines = (line_of(unit) for case in cases for unit in (case.unit, case.handling_unit))
    posts = offices({step for line in lines for step in line})
    merged = _barred_by_duplicates(cases)
    for case in cases:
        out = _people(case, Part.REPORTER, Part.SUBJECT) | merged.get(case.pk, set())
        _put_right(case, out, posts, came=set(came), left=set(left))


def _put_right(
    record: Record, out: set[int], posts: Offices, *, came: set[int], left: set[int]
) -> None:
    moved = record.state == State.OPEN and _lifted(record, out, posts)
    now = hands(record, out, posts)
    _take_out(record, now, left)
    news = now.handlers - _people(record, Part.HANDLER)
    if record.sensitivity == Sensitivity.PARTIES:
        readers = (now.readers & came) - _people(record, Part.NAMED)
        name_hands(record, Hands(now.leads, news, readers, now.passed))
    else:
        news = NOBODY
    if moved or (news and record.state == State.OPEN):
        tell_responsible(record)


def _take_out(record: Record, now: Hands, left: set[int]) -> None:
    """Who has left a post loses what they had for it."""
    for person_id in left & _people(record, Part.HANDLER, Part.NAMED):
        if record.owner_id == person_id:
            records.assign(record, None)
        if person_id not in now.handlers:
            records.remove_parties(record, Part.HANDLER, person_id=person_id)
        if person_id not in now.readers:
            records.remove_parties(record, Part.NAMED, person_id=person_id)


def _lifted(record: Record, out: set[int], posts: Offices) -> bool:
    """Let it go where a leader may have it. Whether it moved."""
    line = line_of(record.handling_unit)
    first = posts.nearest(line, ())
    leads = posts.nearest(line, out)
    target, reason = leads, Stage.Reason.RAISED
    if leads is None:
        own = posts.clear_of(line_of(record.unit), _people(record, Part.SUBJECT))
        target, reason = posts.nearest(own, out), Stage.Reason.RETURNED
        if target is None:
            target, reason = line[0], Stage.Reason.RAISED
    elif first == leads:
        return False
    if target is None or target == record.handling_unit_id:
        return False
    unit = Unit.objects.get(pk=target)
    records.hand_to(record, unit)
    begin(record.incident, unit, reason)
    return True


def _people(record: Record, *parts: Part) -> set[int]:
    return {
        each.person_id for each in record.parties.all() if each.part in parts and each.person_id
    }


def _barred_by_duplicates(cases: list[Record]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = Party.objects.filter(
        record__incident__merged_into__in=[each.pk for each in cases],
        part__in=(Part.REPORTER, Part.SUBJECT),
        person__isnull=False,
    ).values_list("record__incident__merged_into", "person")
    for main, person in rows:
        if main is not None and person is not None:
            found.setdefault(main, set()).add(person)
    return found

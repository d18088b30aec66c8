"""The list of those who can be responsible, in groups: oneself, leaders, safety representatives,
others, posts, units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vern.core.measures.candidates import Found
from vern.core.measures.services import Post
from vern.core.org.models import Assignment, Person, RoleKey
from vern.core.org.posts import first_of, with_post

Option = tuple[str, str]
Group = tuple[str | Promise, list[Option]]

REPRESENTING = (
    RoleKey.SAFETY_REP,
    RoleKey.DEPUTY_SAFETY_REP,
    RoleKey.LOCAL_CHIEF_REP,
    RoleKey.MAIN_CHIEF_REP,
)
ME, LEADERS, REPS, OTHERS = range(4)
TITLES: Mapping[int, Promise] = {
    ME: _("Me"),
    LEADERS: _("Leaders"),
    REPS: _("Safety representatives"),
    OTHERS: _("Others"),
}


def as_choice(responsible: Person | Post) -> str:
    """A person, or a post, as the value of an option: `12`, `u5` or `coordinator@5`."""
    if isinstance(responsible, Person):
        return str(responsible.pk)
    if responsible.role is None:
        return f"u{responsible.unit.pk}"
    return f"{responsible.role}@{responsible.unit.pk}"


def options(
    found: Found,
    people: Sequence[Person],
    posts: Sequence[Post],
    *,
    me: int | None,
    roles: Mapping[str, str],
) -> list[Group]:
    """All that can be chosen; groups with nobody in them are left out."""
    grouped: dict[int, list[Option]] = {each: [] for each in TITLES}
    for person in people:
        held = found.held.get(person.pk, ())
        which = ME if person.pk == me else _group(held)
        grouped[which].append((str(person.pk), with_post(person, held, roles)))
    groups: list[Group] = [(TITLES[which], grouped[which]) for which in TITLES]
    groups.append(
        (
            _("Whoever has the role"),
            [
                (as_choice(post), f"{roles.get(post.role or '', '')}, {post.unit.name}")
                for post in posts
            ],
        )
    )
    units = [(f"u{unit.pk}", unit.name) for unit in found.units]
    groups.append((_("A unit: whoever leads it"), units))
    return [(title, choices) for title, choices in groups if choices]


def _group(held: Sequence[Assignment]) -> int:
    post = first_of(held)
    if post is not None and post.role in (RoleKey.LEADER, RoleKey.DEPUTY_LEADER):
        return LEADERS
    represents = any(each.role in REPRESENTING for each in held)
    return REPS if represents else OTHERS

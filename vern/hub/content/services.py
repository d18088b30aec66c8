"""Changing content. Every change is a version; nothing is deleted, but ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vern.core.history.services import note_organisation
from vern.core.kernel import clock
from vern.core.kernel.editable import OFFERED, ContentKind, Values, content_kinds
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.org.actors import Actor
from vern.core.org.events import ContentSaved, OrganisationChanged
from vern.core.org.models import Unit, UnitKind
from vern.hub.content.models import ContentVersion
from vern.hub.content.queries import row, rows, unversioned

LONGEST_KEY = 40
RESERVED = ("new",)
"""Stands in the addresses of pages."""
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


@transaction.atomic
def change(
    *, actor: Actor, kind: ContentKind, key: str, values: Values, seen: int | None = None
) -> bool:
    """Let a row say this; whether it said something else before.

    `seen`: the number of the newest version that the person had before them; None asks nothing.
    Raises Refused, with the field, for what makes no sense, and ChangedMeanwhile.
    """
    there = _locked(kind).get(key)
    if there is None:
        raise Refused(_("There is none with this key."))
    before = kind.values_of(there)
    after = {**before, **values}
    newest = _newest(kind, key, before)
    if seen is not None and newest.number > seen:
        who = newest.by.name if newest.by else _("Someone else")
        raise ChangedMeanwhile(_("%(who)s has changed this since you opened it.") % {"who": who})
    kind.check(key, after)
    if before == after:
        return False
    _put(kind, there, after)
    _write(actor, kind, key, newest.number + 1, after)
    _note(actor, _verb(before, after), kind, key)
    return True


@transaction.atomic
def add(*, actor: Actor, kind: ContentKind, values: Values, key: str = "") -> str:
    """A new row, on offer; its key, made from its name in bokmål if not given.

    Raises Refused where one on offer has that name already: so a form sent twice adds one.
    """
    if not kind.grows:
        raise Refused(_("None can be added here."))
    _one_at_a_time(kind)
    there = _locked(kind)
    name = values.get("name_nb", "")
    if any(each.offered and getattr(each, "name_nb", None) == name for each in there.values()):
        raise Refused(_("There is one with this name already."), field="name_nb")
    kind.check(key, values)
    key = key or _free_key(name, there)
    after = {OFFERED: True, **values}
    _put(kind, kind.model(**{kind.by: key}), after)
    _write(actor, kind, key, 1, after)
    _note(actor, "content.added", kind, key)
    return key


@transaction.atomic
def end(*, actor: Actor, kind: ContentKind, key: str) -> bool:
    """No longer offer a row; old records keep it. Raises Refused as `refuse_ending` does."""
    refuse_ending(kind, key)
    return change(actor=actor, kind=kind, key=key, values={OFFERED: False})


def refuse_ending(kind: ContentKind, key: str) -> None:
    """Raises Refused for a row that the system needs, and for the last one on offer. The caller is
    in a transaction."""
    if not kind.grows or key in kind.kept:
        raise Refused(_("The system needs this one. It can be changed, but not ended."))
    if [each for each, it in _locked(kind).items() if it.offered] == [key]:
        raise Refused(_("This is the last one on offer. Add another one first."))


def offer_again(*, actor: Actor, kind: ContentKind, key: str) -> bool:
    """Offer a row that had ended."""
    return change(actor=actor, kind=kind, key=key, values={OFFERED: True})


@transaction.atomic
def remember(saved: ContentSaved) -> None:
    """Make a version of a row that a page of its own has just saved; that page notes it."""
    kind = content_kinds[saved.kind]
    said = kind.values_of(row(kind, saved.key))  # the page that saved it holds its lock
    newest = _newest(kind, saved.key, {})
    if newest.said != said:
        _write(saved.actor, kind, saved.key, newest.number + 1, said)


@transaction.atomic
def write_beginnings() -> None:
    """Version 0 of every row that has none."""
    ContentVersion.objects.bulk_create(
        ContentVersion(kind=kind.key, key=kind.key_of(each), number=0, said=kind.values_of(each))
        for kind, found in unversioned()
        for each in found
    )


def _locked(kind: ContentKind) -> dict[str, Any]:
    """All rows of a kind by key, for one change at a time."""
    found: list[Any] = list(kind.model.objects.select_for_update())
    found = found or rows(kind)
    return {kind.key_of(each): each for each in found}


def _one_at_a_time(kind: ContentKind) -> None:
    """A lock on rows does not hold back a new one."""
    with connection.cursor() as cursor:
        key = f"content {kind.key}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _newest(kind: ContentKind, key: str, said: Values) -> ContentVersion:
    """The newest version; version 0 is written where there is none, with what the row `said`."""
    versions = ContentVersion.objects.filter(kind=kind.key, key=key).select_related("by")
    found = versions.order_by("-number").first()
    return found or ContentVersion.objects.create(kind=kind.key, key=key, number=0, said=dict(said))


def _put(kind: ContentKind, row: Any, values: Values) -> None:
    for part in kind.parts:
        part.put(row, values)
    if kind.grows:
        row.offered = values[OFFERED]
    row.save()
    for part in kind.parts:
        part.put_along(row, values)


def _write(actor: Actor, kind: ContentKind, key: str, number: int, said: Values) -> None:
    ContentVersion.objects.create(
        kind=kind.key,
        key=key,
        number=number,
        at=clock.now(),
        by_id=actor.person_id,
        said=dict(said),
    )


def _verb(before: Values, after: Values) -> str:
    if before.get(OFFERED) == after.get(OFFERED):
        return "content.changed"
    return "content.offered" if after[OFFERED] else "content.ended"


def _note(actor: Actor, verb: str, kind: ContentKind, key: str) -> None:
    """A history line belongs to the institution. Before there is one, nothing is noted: it is being
    set up from the command line."""
    institution = Unit.objects.filter(kind=UnitKind.INSTITUTION, active=True).first()
    if institution is not None:
        facts = {"content": f"{kind.key}/{key}"}
        note_organisation(OrganisationChanged(verb, actor, unit_id=institution.pk, facts=facts))


def _free_key(name: str, there: Mapping[str, Any]) -> str:
    base = slugify(name.translate(_LETTERS)).replace("-", "_")[:LONGEST_KEY].strip("_") or "row"
    key, number = base, 2
    while key in there or key in RESERVED:
        ending = f"_{number}"
        key, number = base[: LONGEST_KEY - len(ending)] + ending, number + 1
    return key

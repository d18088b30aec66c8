"""Writing the trail."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vern.core.history.events import Noted
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.history.verbs import INFECTED, INSTEAD_OF, LINKED, UNLINKED, verbs
from vern.core.kernel import batches, clock
from vern.core.kernel.errors import ChangedMeanwhile
from vern.core.kernel.events import publish
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.events import OrganisationChanged
from vern.core.records.access import acts_instead_of
from vern.core.records.events import FileInfected, RecordsLinked
from vern.core.records.models import Record

Fact = str | int | bool | None

STRUCK = "[…]"
"""What stands where a name stood. The database's function for striking knows it too."""


def note(
    verb: str,
    *,
    actor: Actor,
    record: Record | int,
    facts: Mapping[str, Fact] | None = None,
    texts: Mapping[str, str] | None = None,
    instead_of: int | None = None,
) -> None:
    """Write that the actor did the verb to the record (or to the one with this id).

    `facts` are field keys and coded values. `texts` are the former free texts. An unknown verb
    raises KeyError. What is done in the place of someone who is away says whose (`INSTEAD_OF`): as
    the rights say, or `instead_of`, where a thing of theirs has been taken over.
    """
    verbs[verb]
    place = _in_whose_place(actor, record, instead_of)
    line = HistoryLine(
        record_id=record if isinstance(record, int) else record.pk,
        verb=verb,
        actor_kind=str(actor.kind),
        actor_id=actor.person_id,
        at=clock.microseconds(clock.now()),
        facts={**(facts or {}), **({INSTEAD_OF: place} if place else {})},
    )
    _write(line, texts or {})
    publish(Noted(verb, record if isinstance(record, int) else record.pk))


def _in_whose_place(actor: Actor, record: Record | int, named: int | None) -> int | None:
    if not actor.standing_in or named == actor.person_id:
        return None
    if named in actor.covered:
        return named
    whole = Record.objects.get(pk=record) if isinstance(record, int) else record
    return acts_instead_of(actor, whole)


def refuse_unseen(record: Record, verb: str, *, seen: int | None, **facts: int) -> None:
    """Refuse what was begun before someone else did the verb (with these facts): `seen` is the
    newest such line when the person opened the form (`queries.newest`); None asks nothing. The
    caller holds the record's lock.

    Raises ChangedMeanwhile, with who it was.
    """
    if seen is None:
        return
    lines = HistoryLine.objects.filter(record=record, verb=verb, facts__contains=facts, pk__gt=seen)
    line = lines.select_related("actor").order_by("-pk").first()
    if line is None:
        return
    who = line.actor.name if line.actor else _("Someone else")
    raise ChangedMeanwhile(_("%(who)s has changed this since you opened it.") % {"who": who})


def note_organisation(event: OrganisationChanged) -> None:
    """Write what happened to a unit or a person."""
    verbs[event.verb]
    line = HistoryLine(
        unit_id=event.unit_id,
        person_id=event.person_id,
        verb=event.verb,
        actor_kind=str(event.actor.kind),
        actor_id=event.actor.person_id,
        at=clock.microseconds(clock.now()),
        facts=dict(event.facts),
    )
    _write(line, event.texts)


def note_infected(event: FileInfected) -> None:
    """Write that the virus scanner found something."""
    note(INFECTED, actor=SYSTEM, record=event.record_id, facts={"file": event.file_id})


def note_linked(event: RecordsLinked) -> None:
    """Write in both that they hang together: who reads only one learns of neither title nor number."""
    verb = UNLINKED if event.ended else LINKED
    for one, other in ((event.a, event.b), (event.b, event.a)):
        note(verb, actor=event.actor, record=one, facts={"kind": event.kind, "other": other.pk})


def _write(line: HistoryLine, texts: Mapping[str, str]) -> None:
    batches.write([line])
    batches.write([TextVersion(line=line, field=field, text=text) for field, text in texts.items()])


def strike_former(record: Record, *, pattern: re.Pattern[str]) -> int:
    """Put `STRUCK` for what the pattern finds in the record's former texts. How many places.

    The application may not change a former text; the database's own function for striking may, and
    can do nothing else.
    """
    struck = 0
    for version in former_texts(record):
        text, times = pattern.subn(STRUCK, version.text)
        if times:
            with connection.cursor() as cursor:
                cursor.execute("SELECT history_strike(%s, %s)", [version.pk, text])
            struck += times
    return struck


def former_texts(record: Record) -> QuerySet[TextVersion]:
    """All that texts of the record have been before."""
    return TextVersion.objects.filter(line__record=record)

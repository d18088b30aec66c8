"""Where a report belongs: by the room, by the unit that was chosen, or by who reports; and whom it
must be kept from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.queries.leading import Leader, chosen_or_own, leaders_of
from vern.control.incidents.queries.recipient import Answerable, asked_to_place, to_come
from vern.control.incidents.queries.routing import barred
from vern.control.incidents.services.draft import Draft
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import standing
from vern.core.records import services as records
from vern.core.records.models import Party, Record


@dataclass(frozen=True)
class Placed:
    """A draft with the unit that gets it. `unknown`: the HSE department is to find out whose it
    is."""

    draft: Draft
    unit: Unit
    unknown: bool = False


def placed(actor: Actor, draft: Draft) -> Placed:
    """Where a draft belongs.

    Who answers for the room gets the report, and the unit that was chosen becomes the affected one.
    Where the room's unit has ended, its successor answers. Not where it is about people rather
    than the place: that stays with the unit that was chosen.

    Who does not know the unit (None) gives it to the room's, else to their own; else it comes to
    the institution. Raises Refused where it is about a leader whom nothing tells.
    """
    room = draft.known_room
    if room is not None:
        draft = replace(draft, building=room.building)
    if room is not None and not _is_personal(draft):
        answers, meant = standing(room.unit), draft.unit
        if meant is None or meant == answers:
            return Placed(draft, answers)
        return Placed(replace(draft, affected_unit=draft.affected_unit or meant), answers)
    if draft.unit is not None:
        return Placed(draft, draft.unit)
    own = chosen_or_own(None, actor.home_unit_id)
    if own is not None:
        return Placed(draft, own)
    if draft.wishes.about_leader:
        raise Refused(_("Choose the unit whose leader must not read it."), field="unit")
    return Placed(draft, _institution(), unknown=True)


def keep_from_leaders(record: Record, about: Collection[int] = ()) -> None:
    """It is about a leader: neither reads nor handles it.

    `about`: who, by key. Where nobody was named, "my leader" is the one who would handle it and the
    leaders where the one who reported works, whatever unit they chose. Raises Refused for someone
    who leads neither.
    """
    leaders = leaders_of(record.unit, barred(record))
    if not {each.person.pk for each in leaders}.issuperset(about):
        raise Refused(_("Choose who must not read it."), field="about")
    for person_id in _meant(leaders, about):
        records.add_party(record, person_id, Party.Part.SUBJECT)


def foreseen(actor: Actor, draft: Draft) -> Answerable | None:
    """Who would get a draft that were sent now; None: the HSE department. Nothing is changed.

    Raises Refused where "my leader" is nobody yet.
    """
    found = placed(actor, draft)
    senders = {actor.person_id} if actor.person_id else set()
    wishes = draft.wishes
    about: Collection[int] = ()
    if wishes.about_leader:
        leaders = leaders_of(found.unit, senders)
        about = _meant(leaders, wishes.about & {each.person.pk for each in leaders})
    named_only = wishes.restricted or any(each.restricts for each in draft.categories)
    if found.unknown and (asked := asked_to_place(found.unit)) is not None:
        return asked
    return to_come(found.unit, out=senders.union(about), about=about, named_only=named_only)


def _meant(leaders: Sequence[Leader], about: Collection[int]) -> list[int]:
    """Whom "my leader" means: those named; where nobody is, those assumed."""
    return [
        each.person.pk
        for each in leaders
        if each.person.pk in about or (not about and each.assumed)
    ]


def _is_personal(draft: Draft) -> bool:
    wishes = draft.wishes
    restricts = any(each.restricts for each in draft.categories)
    return wishes.restricted or wishes.about_leader or restricts


def _institution() -> Unit:
    """The top of the tree."""
    return Unit.objects.filter(path__regex=r"^\d+\.$", active=True).order_by("pk")[0]

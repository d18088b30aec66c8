"""What someone who reports chooses among: channels, rooms, what is for named people only."""

from __future__ import annotations

from django.db.models import Q

from vern.control.incidents.codes import code_for
from vern.control.incidents.models import KIND, Category, Channel, Incident, ReportPlace
from vern.control.incidents.queries.leading import chosen_or_own
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Room, Unit
from vern.core.org.queries import standing
from vern.core.records.models import Party, Record, Submission

Options = list[tuple[str, str]]


def channels() -> list[Channel]:
    """Where things may be told, this system among them."""
    return list(Channel.objects.filter(offered=True))


def our_channel() -> Channel | None:
    """The channel that is this system: the one without an address."""
    return Channel.objects.filter(offered=True, url="").first()


def room_options(building: str, chosen: str = "") -> Options:
    """The rooms of a building; without one, only the chosen room, which knows its building."""
    open_rooms = _open_rooms()
    if building.isdigit():
        found = Room.objects.filter(open_rooms, building=int(building))
    elif chosen.isdigit():
        found = Room.objects.filter(open_rooms, pk=int(chosen))
    else:
        return []
    return [(str(room.pk), room.name) for room in found.order_by("name")]


def room_called(building: Building | None, name: str) -> Room | None:
    """The room of a building that has this name, however it was typed."""
    if building is None or not name:
        return None
    found = Room.objects.filter(
        _open_rooms(), building=building, name__iexact=" ".join(name.split())
    )
    return found.select_related("unit", "building").first()


def _open_rooms() -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=clock.today())


def any_rooms() -> bool:
    """Whether the institution has said who answers for any room."""
    return Room.objects.exists()


def unit_meant(actor: Actor, chosen: str) -> Unit | None:
    """The unit that stands in the form, or one's own where it is not known."""
    key = whole_number(chosen)
    found = Unit.objects.filter(pk=key, active=True).first() if key else None
    return chosen_or_own(found, actor.home_unit_id)


def sensitive_categories() -> list[Category]:
    """What only named people may read of, from the start."""
    return list(Category.objects.filter(restricts=True, offered=True))


def place(key: str) -> ReportPlace | None:
    """The place that a code on the wall stands for; a retired one still leads to the form."""
    if not key:
        return None
    return ReportPlace.objects.filter(key=key).select_related("unit", "building", "room").first()


def code_of(record: Record) -> str:
    """The code that opens a report sent without an account; empty for others.

    It follows from the form's key: nothing else is kept of it but its digest.
    """
    sent = Submission.objects.filter(record=record, person=None).first()
    return code_for(sent.key) if sent else ""


def opened_by(code_digest: str) -> int | None:
    """The report that a code opens."""
    found = Party.objects.filter(code_digest=code_digest, record__kind=KIND)
    pk: int | None = found.values_list("record", flat=True).first()
    return pk


def room_decided(record: Record) -> Incident | None:
    """Where the room's unit got a report that was meant for another one: with both units."""
    found = (
        Incident.objects.filter(record=record, known_room__isnull=False)
        .filter(affected_unit__isnull=False)
        .select_related("known_room__unit", "affected_unit")
        .first()
    )
    if found is None or found.known_room is None:
        return None
    return found if standing(found.known_room.unit).pk == record.unit_id else None


def awaits_place(record: Record) -> bool:
    """Whether someone in the HSE department has been asked to find out whose it is."""
    at_top = record.unit.path.count(".") == 1
    return at_top and record.owner_id is not None and record.handling_unit_id == record.unit_id

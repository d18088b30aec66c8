"""A place that gets a poster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import MAKE_POSTERS
from vern.control.incidents.forms.fields import unit_field
from vern.control.incidents.queries import choices, reporting
from vern.control.incidents.services.places import NewPlace
from vern.core.kernel.ui.selects import Fixed
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Room


def _building(value: str) -> Building:
    return Building.objects.get(pk=value)


def _room(value: str) -> Room:
    return Room.objects.select_related("unit", "building").get(pk=value)


class PlaceForm(forms.Form):
    """What the poster is to fill in for those who scan it."""

    name = forms.CharField(
        label=_("What do people call the place?"),
        max_length=100,
        help_text=_("Stands in large letters on the poster."),
        error_messages={"required": _("Write what people call it.")},
    )
    unit = unit_field(_("Unit"), _("Gets the reports, unless someone else answers for the room."))
    building = forms.TypedChoiceField(
        label=_("Building"), required=False, coerce=_building, empty_value=None
    )
    room = forms.TypedChoiceField(
        label=_("Room"),
        required=False,
        coerce=_room,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose a room in this building.")},
    )

    def __init__(self, *args: Any, actor: Actor) -> None:
        super().__init__(*args)
        self._scope = actor.scope(MAKE_POSTERS)
        # Who has a building may choose any unit, and then must choose the building.
        units = choices.unit_options(None if self._scope.buildings else self._scope)
        self._choose("unit", Fixed(("", str(_("Choose the unit"))), *units))
        self._choose(
            "building", [("", _("Not a building, or not known")), *choices.building_options()]
        )
        rooms = reporting.room_options(self._now("building"), self._now("room"))
        self._choose("room", [("", _("Another place, or not known")), *rooms])
        self.any_rooms = bool(rooms) or reporting.any_rooms()

    def _choose(self, name: str, options: Any) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def _now(self, name: str) -> str:
        return str(self.data.get(name) or "") if self.is_bound else ""

    def only_keep(self) -> None:
        """Keep what was given so far, and say nothing yet of what is missing."""
        self.full_clean()
        self.errors.clear()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        unit, building = given.get("unit"), given.get("building")
        if unit and not self._scope.covers(unit.path, building.pk if building else None):
            self.add_error("unit", _("You make posters for other units or buildings."))
        return given

    @property
    def new(self) -> NewPlace:
        """What was chosen. Call on a valid form."""
        return NewPlace(**{name: self.cleaned_data[name] for name in self.fields})

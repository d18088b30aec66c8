"""Safety representatives' areas, and buildings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui import dates
from vern.core.kernel.ui.forms import DayField
from vern.core.org.actors import Actor
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import SafetyArea
from vern.core.org.services.areas import (
    AreaPart,
    create_building,
    draw_area,
    end_area,
    redraw_area,
)
from vern.core.org.services.units import Names
from vern.organise.directory.forms.base import ActorForm, UnitField, VerbForm
from vern.organise.directory.forms.units import CODE, RESERVED
from vern.organise.directory.queries.administration import all_buildings

SPARE_LINES = 3


class AreaForm(ActorForm):
    """An area: new, or one that stands."""

    name_nb = forms.CharField(label=_("Name in bokmål"), max_length=200)
    name_nn = forms.CharField(label=_("Name in nynorsk"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    code = forms.CharField(label=_("Code"), max_length=30, validators=[CODE])
    unit = UnitField(
        label=_("Whose area is it?"),
        help_text=_("The unit whose leader the representative works with."),
    )

    def __init__(self, data: Any = None, *, actor: Actor, area: SafetyArea | None = None) -> None:
        self.area = area
        parts = list(area.parts.select_related("unit")) if area else []
        covered = [part for part in parts if part.unit]
        self.lines = range(1, len(covered) + SPARE_LINES + 1)
        initial: dict[str, Any] = {}
        for number, part in enumerate(covered, 1):
            initial |= {f"unit_{number}": part.unit, f"part_{number}": part.part_of_unit}
        if area:
            initial |= {
                name: getattr(area, name) for name in ("name_nb", "name_nn", "name_en", "unit")
            }
            initial["buildings"] = [str(part.building_id) for part in parts if part.building_id]
        super().__init__(data, actor=actor, initial=initial)
        if area:
            del self.fields["code"]
        self._offer_buildings()

    def more_fields(self) -> dict[str, forms.Field]:
        """A unit and a part of it, as many as there are and some to spare."""
        found: dict[str, forms.Field] = {}
        for number in self.lines:
            found[f"unit_{number}"] = UnitField(
                label=gettext("Unit %(number)s") % {"number": number},
                required=False,
                empty=_("No unit"),
            )
            found[f"part_{number}"] = forms.CharField(
                label=gettext("Only a part of unit %(number)s") % {"number": number},
                required=False,
                max_length=200,
                help_text=_("For example “the workshop”. Empty: the whole unit."),
            )
        return found

    def _offer_buildings(self) -> None:
        """A building belongs to no unit, so only who reaches all units may give it away."""
        if not self.actor.scope(ADMINISTER).everywhere:
            self.buildings = {}
            return
        self.buildings = {str(each.pk): each for each in all_buildings()}
        if self.buildings:
            self.fields["buildings"] = forms.MultipleChoiceField(
                label=_("Buildings"),
                required=False,
                choices=[(pk, each.name) for pk, each in self.buildings.items()],
                widget=forms.CheckboxSelectMultiple,
            )

    def line_fields(self) -> list[BoundField]:
        """The fields of what is covered, in order."""
        return [self[f"{name}_{number}"] for number in self.lines for name in ("unit", "part")]

    def buildings_field(self) -> BoundField | None:
        return self["buildings"] if "buildings" in self.fields else None

    def parts(self) -> list[AreaPart]:
        data = self.cleaned_data
        found = [
            AreaPart(unit=data[f"unit_{number}"], part_of_unit=data[f"part_{number}"])
            for number in self.lines
            if data[f"unit_{number}"]
        ]
        chosen = data.get("buildings", [])
        return found + [AreaPart(building=self.buildings[pk]) for pk in chosen]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code.casefold() in RESERVED:
            raise forms.ValidationError(_("This word cannot be a code. Choose another."))
        return code

    def refusals(self) -> dict[str, str]:
        return {"parts": "unit_1"}

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        names = Names(data["name_nb"], data["name_nn"], data["name_en"])
        common: dict[str, Any] = {"names": names, "unit": data["unit"], "parts": self.parts()}
        if self.area is None:
            draw_area(actor=actor, code=data["code"], **common)
        else:
            redraw_area(actor=actor, area=self.area, **common)


class EndAreaForm(VerbForm):
    """An area that is no more."""

    on = DayField(label=_("First day without the area"), initial=clock.today)

    def __init__(self, *args: Any, area: SafetyArea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area

    def act(self, actor: Actor) -> None:
        end_area(actor=actor, area=self.area, on=self.cleaned_data["on"])

    def sentences(self) -> list[str]:
        return [
            gettext(
                "From %(day)s the area %(area)s is no more, nor are its representatives' roles."
            )
            % {"day": dates.day(self.cleaned_data["on"]), "area": self.area.name}
        ]


class BuildingForm(VerbForm):
    """A building, by the name that people use for it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(label=_("Code"), max_length=20, validators=[CODE])
    campus = forms.CharField(label=_("Campus"), max_length=100, required=False)

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        create_building(actor=actor, code=data["code"], name=data["name"], campus=data["campus"])

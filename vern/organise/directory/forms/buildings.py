"""A building's details, its rooms and the other employers there."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui import dates
from vern.core.kernel.ui.forms import DayField
from vern.core.org.actors import Actor
from vern.core.org.models import Building, OtherEmployer, Room
from vern.core.org.services.places import (
    Employer,
    add_employer,
    change_building,
    change_employer,
    remove_employer,
)
from vern.core.org.services.rooms import (
    NAME_LENGTH,
    RoomList,
    RoomRow,
    add_room,
    add_rooms,
    change_room,
    end_room,
    read_list,
)
from vern.organise.directory.forms.base import ActorForm, UnitField, VerbForm

MOST_ROWS = 2000
MOST_TOLD = 25


class BuildingDetailsForm(ActorForm):
    """What a building is called, where it is, and who answers for it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    campus = forms.CharField(label=_("Campus"), max_length=100, required=False)
    unit = UnitField(
        label=_("Who answers for the building?"),
        help_text=_("Answers for what no room's unit answers for: entrances, corridors, stairs."),
        required=False,
        empty=_("No unit"),
    )

    def __init__(self, data: Any = None, *, actor: Actor, building: Building) -> None:
        self.building = building
        initial = {name: getattr(building, name) for name in ("name", "campus", "unit")}
        super().__init__(data, actor=actor, initial=initial)

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        change_building(
            actor=actor,
            building=self.building,
            name=data["name"],
            campus=data["campus"],
            unit=data["unit"],
        )


class RoomForm(ActorForm):
    """A room: new in a building, or one that is there."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As on the door: “A-214” or “Auditorium 1”."),
    )
    unit = UnitField(
        label=_("Who answers for the room?"),
        help_text=_(
            "Gets the reports from there. A shared auditorium belongs to the unit that runs it."
        ),
    )

    def __init__(
        self, data: Any = None, *, actor: Actor, building: Building, room: Room | None = None
    ) -> None:
        self.building, self.room = building, room
        unit = room.unit if room else building.unit
        super().__init__(
            data, actor=actor, initial={"name": room.name if room else "", "unit": unit}
        )

    def act(self, actor: Actor) -> None:
        name, unit = self.cleaned_data["name"], self.cleaned_data["unit"]
        if self.room:
            change_room(actor=actor, room=self.room, name=name, unit=unit)
        else:
            add_room(actor=actor, building=self.building, name=name, unit=unit)


class RoomsForm(VerbForm):
    """Many rooms at once, as a list that one pastes: in whole, or not at all."""

    lines = forms.CharField(
        label=_("Rooms"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_(
            "One room in each row: the room, a semicolon, the unit's code. For example “A-214;IFK”."
            " Two columns from a spreadsheet can be pasted too. Without a code, the building's own"
            " unit answers for the room."
        ),
    )

    def __init__(self, data: Any = None, *, building: Building) -> None:
        super().__init__(data)
        self.building = building
        self.read = RoomList()

    def clean_lines(self) -> list[RoomRow]:
        rows = [
            _row(number, line)
            for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1)
            if line.strip()
        ]
        if len(rows) > MOST_ROWS:
            raise forms.ValidationError(
                _("These are too many at once: send at most %(most)d rows."),
                params={"most": MOST_ROWS},
            )
        self.read = read_list(self.building, rows)
        if self.read.wrong:
            raise forms.ValidationError(_shortened(self.read.wrong))
        return rows

    def act(self, actor: Actor) -> None:
        add_rooms(actor=actor, building=self.building, rows=self.cleaned_data["lines"])

    def sentences(self) -> list[str]:
        counts = Counter(unit.pk for unit in self.read.new.values())
        units = {unit.pk: unit for unit in self.read.new.values()}
        told = [
            ngettext(
                "%(unit)s answers for %(count)d new room.",
                "%(unit)s answers for %(count)d new rooms.",
                count,
            )
            % {"unit": units[pk].name, "count": count}
            for pk, count in counts.items()
        ]
        if told and self.read.there:
            told.append(
                ngettext(
                    "%(count)d room is there already, and stays as it is.",
                    "%(count)d rooms are there already, and stay as they are.",
                    self.read.there,
                )
                % {"count": self.read.there}
            )
        return told


def _row(number: int, line: str) -> RoomRow:
    """The code stands last, after a semicolon or a tab; a room's name may have semicolons."""
    line = line.rstrip("; \t")
    mark = "\t" if "\t" in line else ";"
    name, _mark, code = line.rpartition(mark) if mark in line else (line, "", "")
    return RoomRow(number, name.strip(), code.strip())


def _shortened(wrong: list[str]) -> list[str]:
    rest = len(wrong) - MOST_TOLD
    if rest <= 0:
        return wrong
    more = ngettext("%(count)d more row is wrong.", "%(count)d more rows are wrong.", rest) % {
        "count": rest
    }
    return [*wrong[:MOST_TOLD], more]


class EndRoomForm(VerbForm):
    """A room that is not in use any more."""

    on = DayField(label=_("First day without the room"), initial=clock.today)

    def __init__(self, data: Any = None, *, room: Room) -> None:
        super().__init__(data)
        self.room = room

    def act(self, actor: Actor) -> None:
        end_room(actor=actor, room=self.room, on=self.cleaned_data["on"])

    def sentences(self) -> list[str]:
        told = {"day": dates.day(self.cleaned_data["on"]), "room": self.room.name}
        return [
            gettext("From %(day)s nobody can choose %(room)s in a report.") % told,
            gettext("Reports that were made there stay as they are."),
        ]


class EmployerForm(VerbForm):
    """Another employer in a building, and whom to tell there."""

    name = forms.CharField(label=_("Name of the employer"), max_length=200)
    contact = forms.CharField(
        label=_("Who is told there?"), max_length=200, help_text=_("A person or a function.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def __init__(
        self, data: Any = None, *, building: Building, employer: OtherEmployer | None = None
    ) -> None:
        names = ("name", "contact", "email", "phone")
        initial = {name: getattr(employer, name) for name in names} if employer else {}
        super().__init__(data, initial=initial)
        self.building, self.employer = building, employer

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        new = Employer(data["name"], data["contact"], data["email"], data["phone"])
        if self.employer:
            change_employer(actor=actor, employer=self.employer, new=new)
        else:
            add_employer(actor=actor, building=self.building, new=new)


class RemoveEmployerForm(VerbForm):
    """An employer that is not in the building any more."""

    def __init__(self, data: Any = None, *, employer: OtherEmployer) -> None:
        super().__init__(data)
        self.employer = employer

    def act(self, actor: Actor) -> None:
        remove_employer(actor=actor, employer=self.employer)

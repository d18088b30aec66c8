"""The form that anyone reports with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms import opened
from vern.control.incidents.forms.attachments import FILE_FIELDS, WithFiles
from vern.control.incidents.forms.fields import (
    answer_field,
    several_field,
    text_field,
    type_field,
    unit_field,
    unit_of,
)
from vern.control.incidents.forms.leaders import AboutLeader, asking
from vern.control.incidents.forms.question import MayAsk
from vern.control.incidents.forms.recipient import UNKNOWN
from vern.control.incidents.models import Affected, Category, ReportPlace
from vern.control.incidents.queries import choices, reporting
from vern.control.incidents.services import Draft, Wishes
from vern.core.kernel import clock
from vern.core.kernel.texts import localized
from vern.core.kernel.ui.forms import DayField, ExplainedChoices
from vern.core.kernel.ui.selects import Fixed
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Unit
from vern.core.org.tree import tree_on
from vern.core.records.offers import Origin

GROUPS: Mapping[str, tuple[str, ...]] = {
    "room": ("building", "room"),
    "when": (*FILE_FIELDS, "day", "time"),
    "done": ("done_at_once", "proposal", "stopped_work"),
    "affected": ("affected", "affected_unit", "injury", "treatment"),
    "readers": ("name_for_handlers_only", "on_behalf"),
}
"""What is folded away, by what it is about."""


ROOMS = "rooms"
"""The id of the list of rooms that the field for a room proposes."""


class ClockInput(forms.TimeInput):
    """The browser's own picker for a clock time."""

    def __init__(self) -> None:
        super().__init__({"type": "time"}, format="%H:%M")


def _building(value: str) -> Building:
    return Building.objects.get(pk=value)


def _unit(value: str) -> Unit | None:
    return None if value == UNKNOWN else unit_of(value)


def tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class ReportForm(WithFiles, AboutLeader, MayAsk):
    """Three answers are asked of everyone; the rest is for those who have the time."""

    field_order = (
        *("description", "unit", "unit_unknown", "type"),
        *("concerns", "solved_at_once"),
    )  # as on the page

    description = text_field(
        _("What happened?"),
        limit=5000,
        rows=5,
        required=True,
        help_text=_("A few sentences are enough. Leave out names of others and health details."),
        missing=_("Write what happened."),
    )
    unit = unit_field(
        _("Where?"), _("The unit where it happened, or that it concerns."), coerce=_unit
    )
    unit_unknown = tick(_("I don't know which unit"))
    type = type_field(_("What is it?"))
    solved_at_once = tick(_("It is already solved"), _("We count it, and learn from it."))
    day = DayField(label=_("Which day?"), required=False)
    time = forms.TimeField(label=_("What time?"), required=False, widget=ClockInput)
    building = forms.TypedChoiceField(
        label=_("Building"), required=False, coerce=_building, empty_value=None
    )
    room = forms.CharField(
        label=_("Room or place"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"list": ROOMS, "autocomplete": "off"}),
        error_messages={
            "max_length": _("This is too long. It can have %(limit_value)d characters.")
        },
    )
    done_at_once = text_field(_("What was done at once?"), limit=2000, rows=3)
    proposal = text_field(_("What could be done about it?"), limit=2000, rows=3)
    stopped_work = tick(_("I stopped the work"), _("Everyone may stop work that is dangerous."))
    affected = several_field(
        _("Who was affected?"),
        _("Choose what they are here. Never write who they are."),
        choices=Affected.choices,
    )
    affected_unit = unit_field(
        _("Which unit do they belong to?"),
        _("If it is another one: its leader and safety representative are told too."),
        required=False,
    )
    injury = answer_field(_("Was anyone injured, or did anyone fall ill?"))
    treatment = answer_field(_("Was medical treatment needed?"))
    concerns = several_field(
        _("Is it about violence, threats, harassment or conflict?"),
        _(
            "Then only named people can read it, from the start. Harassment may be whistleblowing "
            "too (AML § 2A-1): it reaches someone here as well, and can be handed over later."
        ),
    )
    restricted = tick(
        _("Only named people should read it"),
        _("The one who handles it, and those whom they name. Nobody else at the unit."),
    )
    about_leader = tick(
        _("My leader must not read it"),
        _(
            "Because it is about them, or for another reason. You see who it is kept from before you send it. A leader above them handles it."
        ),
    )
    name_for_handlers_only = tick(
        _("Show my name only to the one who handles it"),
        _("Others who may read the report do not see who sent it."),
    )
    on_behalf = tick(_("I report on behalf of someone else"))
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Something went wrong with the page. Send it once more."),
            "invalid": _("Something went wrong with the page. Send it once more."),
        },
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    rooms: Sequence[str] = ()
    """Names of the rooms that someone answers for in the building that is chosen."""

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        place: ReportPlace | None = None,
        by_device: bool = False,
        origin: Origin | None = None,
    ) -> None:
        """`by_device`: nobody is there to be asked, for a device sends what it has kept. `origin`:
        the record of another module that it is taken from."""
        super().__init__(*args)
        self.source = place
        self.origin = origin
        self._actor = actor
        self._asks = not by_device
        self._sender = actor.person_id
        self._home = actor.home_unit_id
        self.initial = self._proposed(actor, place)
        if origin is not None:
            self.initial |= {"unit": str(origin.record.unit_id), "description": origin.words}
        self._offer_units(actor)
        self._offer_rooms()
        self._offer_sensitive()
        self.fields["about_leader"].widget.attrs |= asking()
        if actor.person_id is None:
            del self.fields["name_for_handlers_only"]

    def _offer_units(self, actor: Actor) -> None:
        """One's own first, and a way out for who does not know; the whole list after them."""
        tree = tree_on(clock.today())
        units = choices.unit_options(tree=tree)
        first: list[Any] = [("", str(_("Choose the unit")))]
        if own := choices.own_units(actor, tree):
            first.append((str(_("Your own units")), tuple(own)))
        first.append((UNKNOWN, str(_("I don't know"))))
        self._choose("unit", Fixed(*units, first=tuple(first)))
        self._choose("affected_unit", Fixed(("", str(_("The same unit, or not known"))), *units))
        self.fields["unit_unknown"].help_text = (
            _("Then your own unit gets it.")
            if self._home
            else _("Then the HSE department finds out.")
        )
        if self.source is not None:  # the code on the wall says where one is
            del self.fields["unit_unknown"]
        self.fields["unit"].widget.attrs |= {
            "data-find": str(_("Search by name or code")),
            "data-find-none": str(_("No unit has this name. Try fewer letters.")),
            "data-find-words": choices.unit_codes(tree),
        }

    def _offer_sensitive(self) -> None:
        explanations = {each.key: localized(each, "help") for each in self._sensitive}
        self.fields["concerns"].widget = ExplainedChoices(explanations=explanations)
        self._choose("concerns", [(each.key, each.name) for each in self._sensitive])
        if not self._sensitive:
            del self.fields["concerns"]

    def _offer_rooms(self) -> None:
        """A room that someone answers for decides who gets the report."""
        self._choose(
            "building", [("", _("Not a building, or not known")), *choices.building_options()]
        )
        if not reporting.any_rooms():
            return
        self.rooms = [name for _pk, name in reporting.room_options(self._now("building"))]
        self.fields["room"].help_text = _(
            "If someone answers for the room, they get the report. The unit you chose is told."
        )
        self.fields["building"].widget.attrs |= {
            "hx-get": reverse("incidents:rooms"),
            "hx-target": f"#{ROOMS}",
        }

    def _proposed(self, actor: Actor, place: ReportPlace | None) -> dict[str, str]:
        """What is known before anything is written: from the place, or from who one is."""
        known = {"key": str(uuid4()), "unit": str(actor.home_unit_id or "")}
        known["opened"] = opened.stamp(actor.person_id)
        if place is not None:
            room = place.room
            known |= {
                "place": place.key,
                "unit": str(place.unit_id),
                "building": str((room.building_id if room else place.building_id) or ""),
                "room": room.name if room else "",
            }
        return known

    def _choose(self, name: str, options: Any) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def _now(self, name: str) -> str:
        """A field's value as it stands, before it is validated."""
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    @property
    def _sensitive(self) -> list[Category]:
        if not hasattr(self, "_categories"):
            self._categories = reporting.sensitive_categories()
        return self._categories

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        if day and day.year < 1950:
            raise forms.ValidationError(_("Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        time, day = given.get("time"), given.get("day")
        if time and not day and "day" not in self.errors:
            self.add_error("day", _("Choose the day as well."))
        if (moment := self._happened_at()) and moment > clock.now():
            self.add_error("time", _("This time has not come yet."))
        if given.get("unit_unknown"):
            self._no_unit(given)
        self._find_room(given)
        self.name_leaders(self._actor, asks=self._asks)
        self.take_files(person_id=self._sender, key=given.get("key"))
        self._refuse_other_name()
        return given

    def _find_room(self, given: dict[str, Any]) -> None:
        """A room that someone answers for: then nobody must say which unit it is."""
        found = reporting.room_called(given.get("building"), given.get("room", ""))
        given["known_room"] = found
        if found and not self.data.get("unit"):
            self._no_unit(given)

    def _no_unit(self, given: dict[str, Any]) -> None:
        """Nobody must say which it is."""
        self.errors.pop("unit", None)
        given["unit"] = None

    def _refuse_other_name(self) -> None:
        """Someone has signed in since the form was opened: they must see under which name it goes."""
        written = opened.read(self.cleaned_data.get("opened", ""))
        if written and self._sender and written.person_id != self._sender:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["opened"] = opened.stamp(self._sender)  # type: ignore[index]
            self.add_error(
                None, _("You are signed in now. Press Send again to send it with your name.")
            )

    def _happened_at(self) -> dt.datetime | None:
        """Midnight stands for a day without a clock time."""
        day = self.cleaned_data.get("day")
        if not day:
            return None
        time = self.cleaned_data.get("time") or dt.time()
        return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())

    @property
    def given(self) -> MultiValueDict[str, str]:
        """All answers as they stand, before they are validated."""
        if self.is_bound:
            return self.data  # type: ignore[return-value]
        return MultiValueDict({name: [value] for name, value in self.initial.items()})

    @property
    def sent_key(self) -> UUID | None:
        """The form's key, also where the rest is wrong. Call after validation."""
        key: UUID | None = self.cleaned_data.get("key")
        return key

    def renew_key(self, key: UUID) -> None:
        """What is sent from this form next is another report."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["key"] = str(key)  # type: ignore[index]
        self.data["opened"] = opened.stamp(self._sender)  # type: ignore[index]
        self.cleaned_data["key"] = key

    def only_keep(self) -> None:
        """Keep what was given so far, and say nothing yet of what is missing."""
        self.full_clean()
        for name in set(self.errors) - set(FILE_FIELDS):
            del self.errors[name]

    @property
    def draft(self) -> Draft:
        """What was told. Call on a valid form."""
        given = self.cleaned_data
        written = opened.read(given["opened"])
        alike = (
            *("description", "unit", "type", "building", "known_room", "done_at_once"),
            *("proposal", "affected_unit", "injury", "treatment", "stopped_work", "solved_at_once"),
            "on_behalf",
        )
        return Draft(
            **{name: given[name] for name in alike},
            room="" if given["known_room"] else given["room"],
            happened_at=self._happened_at(),
            affected=[Affected(each) for each in given["affected"]],
            categories=[each for each in self._sensitive if each.key in given.get("concerns", ())],
            name_for_handlers_only=given.get("name_for_handlers_only", False),
            wishes=Wishes(given["restricted"], given["about_leader"], given["about"]),
            source=self.source,
            seconds_to_send=written.seconds if written else None,
        )

    @property
    def opens(self) -> dict[str, bool]:
        """Which of the folded parts have something that the person should see: what they have
        answered, and where a code on the wall says that they are."""
        return {
            group: (self.is_bound or group == "room")
            and (
                any(self._holds_something(name) for name in names)
                or (group == "when" and bool(self.waiting))
            )
            for group, names in GROUPS.items()
        }

    def _holds_something(self, name: str) -> bool:
        if name not in self.fields:
            return False
        return bool(self[name].errors) or self[name].value() not in (None, "", [], False)

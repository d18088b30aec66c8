"""Register, change, appoint, end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui import dates
from vern.core.kernel.ui.forms import DayField
from vern.core.org.actors import Actor
from vern.core.org.models import Assignment, Person, Role, RoleKey, SafetyArea, Unit
from vern.core.org.models.roles import AREA_ROLES
from vern.core.org.services.people import (
    NewPerson,
    appoint,
    change_person,
    end_assignment,
    holder_of_post,
    register_person,
    succeed,
)
from vern.organise.directory.forms.base import ActorForm, UnitField, VerbForm
from vern.organise.directory.queries.administration import CANDIDATES, areas, people_called

PERSON_FIELDS = ("given_name", "family_name", "email", "phone", "language")


class PersonForm(VerbForm):
    """A person's details: of someone new, or of someone known."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Also what the person signs in with.")
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language of mail"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        initial = {name: getattr(person, name) for name in PERSON_FIELDS} if person else {}
        super().__init__(data, initial=initial)
        self.person = person

    def act(self, actor: Actor) -> None:
        new = NewPerson(**{name: self.cleaned_data[name] for name in PERSON_FIELDS})
        if self.person is None:
            self.person = register_person(actor=actor, new=new)
        else:
            change_person(actor=actor, person=self.person, new=new)


class AppointForm(ActorForm):
    """Someone gets a role."""

    person = forms.CharField(
        label=_("Who?"), max_length=200, help_text=_("A name or an e-mail address.")
    )
    role = forms.ChoiceField(label=_("Which role?"))
    unit = UnitField(
        label=_("At which unit?"),
        required=False,
        help_text=_("A safety representative's unit follows from the area."),
    )
    area = forms.ChoiceField(
        label=_("Safety representative's area"),
        required=False,
        help_text=_("For safety representatives and their deputies only."),
    )
    on = DayField(label=_("First day"), initial=clock.today)
    until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )
    scope = forms.CharField(
        label=_("What does the auditor look at?"),
        required=False,
        max_length=300,
        help_text=_("For auditors only, who also need a last day."),
    )
    replace = forms.BooleanField(
        label=_("End who has the post now, the day before"),
        required=False,
        help_text=_("For leaders and safety representatives: there is one at a time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = people_called(str(self.data.get("person", ""))) if self.is_bound else []
        if 1 < len(self.found) <= CANDIDATES:
            self.fields["which"] = forms.ChoiceField(
                label=_("Which of them?"),
                choices=[(each.pk, f"{each.name}, {each.email}") for each in self.found],
                widget=forms.RadioSelect,
                error_messages={"required": _("Several people fit. Choose the right one.")},
            )
        self.areas = {str(area.pk): area for area in areas(self.actor)}
        role, area = self.fields["role"], self.fields["area"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        assert isinstance(area, forms.ChoiceField)  # noqa: S101
        self.roles = {each.key: each.name for each in Role.objects.all()}
        role.choices = [("", _("Choose a role")), *self.roles.items()]
        names = [(pk, f"{each.name} ({each.code})") for pk, each in self.areas.items()]
        area.choices = [("", _("No area")), *names]

    def clean_person(self) -> Person | None:
        """The one who fits; of several, the one chosen."""
        if not self.found:
            raise forms.ValidationError(_("Nobody with this name or e-mail address is registered."))
        if len(self.found) > CANDIDATES:
            raise forms.ValidationError(_("Many people fit. Write more of the name."))
        which = str(self.data.get("which", "")) if len(self.found) > 1 else str(self.found[0].pk)
        return next((each for each in self.found if str(each.pk) == which), None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        role = data.get("role")
        if role in AREA_ROLES and not data.get("area"):
            self.add_error("area", _("A safety representative has an area. Choose it."))
        elif role and role not in AREA_ROLES and not data.get("unit"):
            self.add_error("unit", _("Choose the unit."))
        if not self.errors and not data["replace"]:
            self._refuse_held()
        return data

    def _refuse_held(self) -> None:
        """Where the post is held, who holds it is ended by an explicit word, or not at all."""
        before = self._before()
        if before and before.person_id != self.cleaned_data["person"].pk:
            text = gettext("%(person)s has this post. Tick here to end that the day before.")
            self.add_error("replace", text % {"person": before.person.name})

    def _before(self) -> Assignment | None:
        data = self.cleaned_data
        role = RoleKey(data["role"])
        return holder_of_post(role, self.chosen_unit, self.chosen_area, data["on"])

    def which_field(self) -> BoundField | None:
        return self["which"] if "which" in self.fields else None

    @property
    def chosen_area(self) -> SafetyArea | None:
        if self.cleaned_data["role"] not in AREA_ROLES:
            return None
        return self.areas.get(self.cleaned_data["area"])

    @property
    def chosen_unit(self) -> Unit:
        area = self.chosen_area
        unit: Unit = area.unit if area else self.cleaned_data["unit"]
        return unit

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        role = RoleKey(data["role"])
        common: dict[str, Any] = {
            "actor": actor,
            "person": data["person"],
            "role": role,
            "unit": self.chosen_unit,
            "on": data["on"],
            "until": data["until"],
            "area": self.chosen_area,
        }
        if data["replace"] and role in {RoleKey.LEADER, RoleKey.SAFETY_REP}:
            succeed(**common)
        else:
            appoint(**common, scope=data["scope"])

    def sentences(self) -> list[str]:
        data = self.cleaned_data
        told = gettext("%(person)s gets the role “%(role)s” at %(place)s from %(day)s.") % {
            "person": data["person"].name,
            "role": self.roles[data["role"]],
            "place": self.chosen_area.name if self.chosen_area else self.chosen_unit.name,
            "day": dates.day(data["on"]),
        }
        found = [told]
        if data["until"]:
            found.append(gettext("The last day is %(day)s.") % {"day": dates.day(data["until"])})
        before = self._before()
        if before and data["replace"]:
            found.append(
                gettext("%(person)s has the post until the day before.")
                % {"person": before.person.name}
            )
        return found


class EndForm(VerbForm):
    """Someone's role ends."""

    last_day = DayField(label=_("Last day in the role"), initial=clock.today)

    def __init__(self, *args: Any, held: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held

    def act(self, actor: Actor) -> None:
        last_day = self.cleaned_data["last_day"]
        end_assignment(actor=actor, held=self.held, last_day=last_day)

    def sentences(self) -> list[str]:
        role = Role.objects.get(key=self.held.role).name
        told = [
            gettext("%(person)s has the role “%(role)s” at %(unit)s until %(day)s.")
            % {
                "person": self.held.person.name,
                "role": role,
                "unit": self.held.unit.name,
                "day": dates.day(self.cleaned_data["last_day"]),
            }
        ]
        if self.held.role == RoleKey.LEADER:
            told.append(gettext("The post is then vacant, and the leader above answers."))
        if self.held.role == RoleKey.SAFETY_REP:
            told.append(gettext("The area is then without a safety representative."))
        return told

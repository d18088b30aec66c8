"""Create, rename, move, merge and split units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui import dates
from vern.core.kernel.ui.forms import DayField, ExplainedChoice, says_need
from vern.core.org.actors import Actor
from vern.core.org.models import Unit, UnitKind
from vern.core.org.services.units import (
    Names,
    NewUnit,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    split_unit,
)
from vern.core.org.tree import tree_on
from vern.organise.directory.forms.base import ActorForm, UnitField
from vern.organise.directory.queries.administration import members_at

CODE = RegexValidator(
    r"^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå-]*$",
    _("Use letters, digits and hyphens only."),
)
KINDS = [choice for choice in UnitKind.choices if choice[0] != UnitKind.INSTITUTION]
RESERVED = {"new", "merge", "representatives"}


def code_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(label=_("Code"), max_length=20, validators=[CODE], **kwargs)


class DatedForm(ActorForm):
    """A change that holds from a day."""

    on = DayField(
        label=_("From which day?"),
        initial=clock.today,
        help_text=_("Earlier years keep the tree as it was then."),
    )

    @property
    def day(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        return day

    def about_the_past(self) -> list[str]:
        if self.day >= clock.today():
            return []
        return [gettext("The day has passed: figures since then follow the new tree.")]


class NamedForm(DatedForm):
    """A change that gives names."""

    name_nb = forms.CharField(label=_("Name in bokmål"), max_length=200)
    name_nn = forms.CharField(label=_("Name in nynorsk"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)

    @property
    def names(self) -> Names:
        data = self.cleaned_data
        return Names(data["name_nb"], data["name_nn"], data["name_en"])


class CreateForm(NamedForm):
    """A new unit."""

    code = code_field(help_text=_("Short and lasting: it stays when the name changes."))
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=[("", _("Choose")), *KINDS])
    parent = UnitField(label=_("Which unit does it belong to?"))
    reports = forms.BooleanField(
        label=_("Answers the annual HSE report as a unit of its own"), required=False
    )
    field_order = ("parent", "kind", "name_nb", "name_nn", "name_en", "code", "reports", "on")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code.casefold() in RESERVED:
            raise forms.ValidationError(_("This word cannot be a code. Choose another."))
        return code

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        new = NewUnit(data["code"], data["kind"], self.names, data["reports"])
        create_unit(actor=actor, new=new, parent=data["parent"], on=self.day)

    def sentences(self) -> list[str]:
        told = gettext("From %(day)s there is a unit called %(name)s under %(parent)s.") % {
            "day": dates.day(self.day),
            "name": self.names.nb,
            "parent": self.cleaned_data["parent"].name,
        }
        return [told, *self.about_the_past()]


class RenameForm(NamedForm):
    """Another name for a unit."""

    field_order = ("name_nb", "name_nn", "name_en", "on")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        initial = {name: getattr(unit, name) for name in ("name_nb", "name_nn", "name_en")}
        super().__init__(*args, initial=initial, **kwargs)
        self.unit = unit

    def act(self, actor: Actor) -> None:
        rename_unit(actor=actor, unit=self.unit, names=self.names, on=self.day)

    def sentences(self) -> list[str]:
        told = gettext("From %(day)s %(old)s is called %(new)s. Until then it keeps its name.") % {
            "day": dates.day(self.day),
            "old": self.unit.name_nb,
            "new": self.names.nb,
        }
        return [told, *self.about_the_past()]


class MoveForm(DatedForm):
    """Another place in the tree for a unit."""

    parent = UnitField(label=_("Which unit will it belong to?"))
    field_order = ("parent", "on")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def act(self, actor: Actor) -> None:
        move_unit(actor=actor, unit=self.unit, parent=self.cleaned_data["parent"], on=self.day)

    def sentences(self) -> list[str]:
        told = gettext("From %(day)s %(unit)s belongs to %(parent)s, with all units below it.") % {
            "day": dates.day(self.day),
            "unit": self.unit.name,
            "parent": self.cleaned_data["parent"].name,
        }
        return [told, *self.about_the_past()]


class MergeForm(NamedForm):
    """Units become one: a new unit, or one that stands."""

    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "new": ("name_nb", "code", "kind"),
        "standing": ("into",),
    }
    NEED_TEXTS: ClassVar[Mapping[str, Any]] = {
        "new": _("Must be filled in if it is a new unit"),
        "standing": _("Must be filled in if they become part of a unit that stands"),
    }

    first = UnitField(label=_("First unit"))
    second = UnitField(label=_("Second unit"), required=False, empty=_("No unit"))
    third = UnitField(label=_("Third unit"), required=False, empty=_("No unit"))
    fourth = UnitField(label=_("Fourth unit"), required=False, empty=_("No unit"))
    how = forms.ChoiceField(
        label=_("What do they become?"),
        choices=[("new", _("A new unit")), ("standing", _("Part of a unit that stands"))],
        widget=ExplainedChoice(
            explanations={
                "new": _("It gets a name and a code below."),
                "standing": _("That unit goes on under its own name."),
            }
        ),
    )
    into = UnitField(label=_("Which unit do they become part of?"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of unit"), choices=[("", _("Choose")), *KINDS], required=False
    )
    code = code_field(required=False)
    reports = forms.BooleanField(
        label=_("Answers the annual HSE report as a unit of its own"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_nb"].required = False
        for how, names in self.NEEDED.items():
            for name in names:
                says_need(self.fields[name], self.NEED_TEXTS[how])
        says_need(self.fields["second"], self.NEED_TEXTS["new"])

    @property
    def standing(self) -> Unit | None:
        return self.cleaned_data["into"] if self.cleaned_data["how"] == "standing" else None

    @property
    def units(self) -> list[Unit]:
        """Those that end."""
        chosen = [self.cleaned_data[name] for name in ("first", "second", "third", "fourth")]
        return [each for each in dict.fromkeys(chosen) if each and each != self.standing]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.NEEDED.get(data.get("how", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))
        return data

    def refusals(self) -> dict[str, str]:
        return {"units": "second"}

    def act(self, actor: Actor) -> None:
        data = self.cleaned_data
        new = NewUnit(data["code"], data["kind"], self.names, data["reports"])
        self.result = merge_units(
            actor=actor, units=self.units, into=self.standing or new, on=self.day
        )

    def sentences(self) -> list[str]:
        standing = self.standing
        told = [
            gettext("On %(day)s these units end: %(units)s.")
            % {"day": dates.day(self.day), "units": ", ".join(u.name for u in self.units)},
            gettext("From then on they are %(name)s.")
            % {"name": standing.name if standing else self.names.nb},
        ]
        members = sum(members_at(unit, self.day) for unit in self.units)
        told.append(
            ngettext(
                "%(count)s employee or student belongs to it from then on.",
                "%(count)s employees and students belong to it from then on.",
                members,
            )
            % {"count": members}
        )
        told += _moving(self.units, self.day)
        told.append(gettext("The posts of the ended units end. Open cases are taken over."))
        if standing is None:
            told.append(gettext("Appoint a leader for the new unit afterwards."))
        return [*told, *self.about_the_past()]


class SplitForm(DatedForm):
    """A unit becomes two to four new ones."""

    PARTS = 4

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        for part in range(1, self.PARTS + 1):
            for name, label in (
                ("name_nb", _("Name in bokmål")),
                ("name_nn", _("Name in nynorsk")),
                ("name_en", _("Name in English")),
            ):
                self.fields[f"{name}_{part}"] = forms.CharField(
                    label=label, max_length=200, required=part <= 2 and name == "name_nb"
                )
            self.fields[f"code_{part}"] = code_field(required=part <= 2)

    def parts(self) -> list[NewUnit]:
        """The new units; those without a name are not meant."""
        data = self.cleaned_data
        reports = bool(self.unit.placements.filter(active=True, reports=True).exists())
        return [
            NewUnit(
                data[f"code_{part}"],
                self.unit.kind,
                Names(*(data[f"{name}_{part}"] for name in ("name_nb", "name_nn", "name_en"))),
                reports,
            )
            for part in range(1, self.PARTS + 1)
            if data.get(f"name_nb_{part}")
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        codes: set[str] = set()
        for part in range(1, self.PARTS + 1):
            code, name = data.get(f"code_{part}", ""), data.get(f"name_nb_{part}", "")
            if part > 2 and bool(code) != bool(name):
                missing = f"name_nb_{part}" if code else f"code_{part}"
                self.add_error(missing, _("Give both a name and a code."))
            elif code and (code.casefold() in codes or code.casefold() in RESERVED):
                self.add_error(f"code_{part}", _("This word cannot be a code. Choose another."))
            codes.add(code.casefold())
        return data

    def act(self, actor: Actor) -> None:
        parts = self.parts()
        taken = Unit.objects.filter(code__in=[part.code for part in parts]).first()
        if taken is not None:
            place = next(i for i, part in enumerate(parts, 1) if part.code == taken.code)
            raise Refused(_("Another unit has this code."), field=f"code_{place}")
        split_unit(actor=actor, unit=self.unit, into=parts, on=self.day)

    def sentences(self) -> list[str]:
        told = [
            gettext("On %(day)s %(unit)s ends. In its place come: %(names)s.")
            % {
                "day": dates.day(self.day),
                "unit": self.unit.name,
                "names": ", ".join(part.names.nb for part in self.parts()),
            }
        ]
        members = members_at(self.unit, self.day)
        if members:
            told.append(
                gettext(
                    "Appoint people to the new units one by one: %(count)s belong to the old one."
                )
                % {"count": members}
            )
        told += _moving([self.unit], self.day)
        told.append(gettext("The posts of the ended unit end."))
        return [*told, *self.about_the_past()]


def _moving(units: list[Unit], on: dt.date) -> list[str]:
    """The units below that get a new place."""
    tree = tree_on(on)
    ending = {unit.pk for unit in units}
    below = [p.name for pk in ending for p in tree.children(pk) if p.unit_id not in ending]
    if not below:
        return []
    return [gettext("These units below move along: %(units)s.") % {"units": ", ".join(below)}]

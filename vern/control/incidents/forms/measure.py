"""Deciding a measure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.queries import people
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.forms import DayField
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan
from vern.core.org.models import Person, Unit

TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}


def _type(value: str) -> Measure.Type:
    return Measure.Type(value)


def _priority(value: str) -> Measure.Priority:
    return Measure.Priority(int(value))


def _as_key(value: object) -> int | None:
    return whole_number(str(value or ""))


class MeasureForm(forms.Form):
    """Where people at the unit are many, a search narrows them: `who` and the button `search`."""

    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        help_text=_("Is seen by those who handle the report and by the one responsible."),
        error_messages={"required": _("Write what is to be done."), **TOO_LONG},
    )
    plan_text = forms.CharField(
        label=_("The same in neutral words, for the unit's plan"),
        max_length=200,
        help_text=_(
            "Everyone at the unit and the one who reported can read this. No names, and nothing "
            "that shows who was involved."
        ),
        error_messages={"required": _("Write it for everyone at the unit."), **TOO_LONG},
    )
    type = forms.TypedChoiceField(
        label=_("What is the measure for?"),
        choices=Measure.Type.choices,
        coerce=_type,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the measure is for.")},
    )
    who = forms.CharField(label=_("Find a person by name"), required=False, max_length=100)
    responsible = forms.ChoiceField(
        label=_("Responsible"),
        error_messages={
            "required": _("Choose who is responsible."),
            "invalid_choice": _("Choose someone at the unit or a leader above it."),
        },
    )
    due_on = DayField(
        label=_("To be done by"),
        error_messages={"required": _("Choose a day.")},
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Measure.Priority.choices,
        coerce=_priority,
        initial=Measure.Priority.MEDIUM,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        chosen = _as_key((self.data if self.is_bound else self.initial).get("responsible"))
        self.found = people.to_choose_among(
            unit, search=str(self.initial.get("search", "")).strip(), chosen=chosen
        )
        options = [(str(person.pk), person.name) for person in self.found.people]
        self.fields["responsible"].choices = [("", _("Choose a person")), *options]  # type: ignore[attr-defined]
        if self.found.searched and len(options) == 1:
            self.initial["responsible"] = options[0][0]
        if self.found.all_shown:
            del self.fields["who"]

    def clean_responsible(self) -> Person:
        # Asked again here: the choices shown are only some of those allowed.
        found = people.eligible(self.unit).filter(pk=self.cleaned_data["responsible"]).first()
        if found is None:
            raise forms.ValidationError(_("Choose someone at the unit or a leader above it."))
        return found

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day

    @property
    def plan(self) -> Plan:
        """What was decided. Call on a valid form."""
        given = self.cleaned_data
        return Plan(
            type=given["type"],
            title=given["title"],
            plan_text=given["plan_text"],
            responsible=given["responsible"],
            due_on=given["due_on"],
            priority=given["priority"],
        )

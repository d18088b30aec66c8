"""Forms about measures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.core.measures.models import Measure
from vern.core.measures.queries import Which
from vern.core.measures.services import Plan
from vern.core.org.models import Person

_IN_BRACKETS = re.compile(r"\(([^()\s]+@[^()\s]+)\)\s*$")


class PersonInput(forms.TextInput):
    """A text field that suggests people; any other person may be written as well."""

    template_name = "measures/person_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.people: list[Person] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["suggestions"] = [as_text(person) for person in self.people]
        if self.people:
            widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_people"
        return context


class PersonField(forms.CharField):
    """One person, by name or e-mail address."""

    widget = PersonInput
    default_error_messages = {
        "unknown": _("We do not find this person. Write the whole name or the e-mail address."),
        "several": _("More than one person has this name. Write the e-mail address."),
    }

    def suggest(self, people: Iterable[Person]) -> None:
        self.widget.people = list(people)

    def prepare_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        bracketed = _IN_BRACKETS.search(text)
        address = bracketed.group(1) if bracketed else text
        found = list(Person.objects.filter(email__iexact=address)) or _named(text)
        if len(found) != 1:
            key = "several" if found else "unknown"
            raise forms.ValidationError(self.error_messages[key], code=key)
        return found[0]


def as_text(person: Person) -> str:
    return f"{person.name} ({person.email})"


def _named(text: str) -> list[Person]:
    name = Concat("given_name", Value(" "), "family_name")
    return list(Person.objects.alias(whole_name=name).filter(whole_name__iexact=text)[:2])


class MeasureForm(forms.Form):
    """What a measure is to be: when it is decided, and when it is changed."""

    title = forms.CharField(label=_("What is to be done?"), max_length=200)
    plan_text = forms.CharField(
        label=_("The same, in neutral words for the unit's plan"),
        help_text=_(
            "Everyone at the unit can read this. Leave out names and what can show who it was."
        ),
        max_length=200,
    )
    type = forms.ChoiceField(
        label=_("What kind of measure is it?"),
        choices=Measure.Type.choices,
        widget=forms.RadioSelect,
    )
    responsible = PersonField(
        label=_("Who is responsible?"), help_text=_("Write the name or the e-mail address.")
    )
    due_on = DayField(label=_("To be done by"))
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Measure.Priority.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=Measure.Priority.MEDIUM,
    )

    def __init__(self, *args: Any, people: Iterable[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible = self.fields["responsible"]
        assert isinstance(responsible, PersonField)  # noqa: S101 (tells mypy)
        responsible.suggest(people)

    def clean_due_on(self) -> dt.date:
        due: dt.date = self.cleaned_data["due_on"]
        if due < clock.today() and due != self.initial.get("due_on"):
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return due

    def plan(self) -> Plan:
        """What was filled in, for the services."""
        data = self.cleaned_data
        return Plan(
            type=Measure.Type(data["type"]),
            title=data["title"],
            plan_text=data["plan_text"],
            responsible=data["responsible"],
            due_on=data["due_on"],
            priority=Measure.Priority(data["priority"]),
        )


def as_initial(measure: Measure) -> dict[str, Any]:
    """A measure as the form's starting point."""
    return {
        name: getattr(measure, name)
        for name in ("title", "plan_text", "type", "responsible", "due_on", "priority")
    }


class DoneForm(forms.Form):
    """Saying that a measure is done."""

    comment = forms.CharField(
        label=_("What was done?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by those who see the case."),
    )


class PlanFilter(forms.Form):
    """What a plan shows. A wrong value in the address counts as none."""

    WHICH = (
        (Which.OPEN.value, _("Open")),
        (Which.LATE.value, _("Late")),
        (Which.DONE.value, _("Done")),
        (Which.ALL.value, _("All")),
    )
    which = forms.ChoiceField(label=_("Show"), choices=WHICH, required=False)
    year = forms.ChoiceField(label=_("Deadline in"), required=False)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)  # noqa: S101 (tells mypy)
        year.choices = [("", _("All years")), *((str(each), str(each)) for each in years)]
        self.is_valid()

    @property
    def chosen(self) -> Which:
        return Which(self.cleaned_data.get("which") or Which.OPEN)

    @property
    def chosen_year(self) -> int | None:
        year = self.cleaned_data.get("year")
        return int(year) if year else None

    @property
    def narrows(self) -> bool:
        """Whether it shows anything else than what is open."""
        return self.chosen is not Which.OPEN or self.chosen_year is not None

"""Who takes part, who reads, who goes on with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.forms import DayField
from vern.core.org.models import Person
from vern.core.org.posts import names, posts_of, with_post
from vern.core.org.queries import find_people
from vern.plan.changes.forms.preparing import LONG, TOO_LONG, area
from vern.plan.changes.models import Body, Involvement
from vern.plan.changes.services import Held, Plan

MANY = 20
"""People that a search shows."""


def sought(data: QueryDict) -> dict[str, Any] | None:
    """What was typed, where someone is still to be found: the button `search` was pressed, or a name
    was written and nobody chosen. None where the form is to be sent."""
    name = data.get("who", "").strip()
    if "search" in data or (name and not data.get("person")):
        return {**data.dict(), "search": name, "who": ""}
    return None


class PersonField(forms.Form):
    """Someone, found by name: the button `search` brings those that fit."""

    who = forms.CharField(
        label=_("Find a person by name or e-mail address"), required=False, max_length=100
    )
    person = forms.TypedChoiceField(
        label=_("Person"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Find the person by name, and choose.")},
    )

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        text = str(given.get("search") or given.get("who") or "").strip()
        chosen = str(given.get("person") or "")
        found = list(find_people(text)[:MANY]) if text else []
        key = whole_number(chosen)
        if key is not None and key not in {each.pk for each in found}:
            found += list(Person.objects.filter(pk=key))
        self.found = found
        self.sought = text
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells mypy)
        field.choices = [("", _("Nobody")), *self._named(found)]
        field.required = needed
        if not found:
            field.widget = forms.HiddenInput()
        if text and len(found) == 1:
            self.initial["person"] = found[0].pk

    @staticmethod
    def _named(people: Iterable[Person]) -> list[tuple[str, str]]:
        found = list(people)
        if not found:
            return []
        held, roles = posts_of(found), names()
        return [(str(each.pk), with_post(each, held.get(each.pk, []), roles)) for each in found]


class PlanForm(PersonField):
    """A body is to take part by a day."""

    body = forms.ModelChoiceField(
        label=_("Who is to take part?"),
        queryset=Body.objects.none(),
        empty_label=_("Choose"),
        error_messages={
            "required": _("Choose who is to take part."),
            "invalid_choice": _("Choose who is to take part."),
        },
    )
    planned_on = DayField(
        label=_("By which day?"),
        help_text=_("Well before the decision, so that what they say can still matter."),
        error_messages={"required": _("Choose a day.")},
    )
    field_order = ("body", "planned_on", "who", "person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(offered=True)  # type: ignore[attr-defined]
        self.fields["who"].label = _("Who speaks for them? Find by name")
        self.fields["who"].help_text = _(
            "Not needed where a role says it: safety representatives, the committee, occupational"
            " health. For LOSAM and SESAM: the secretary, or a shop steward."
        )

    @property
    def given(self) -> Plan:
        given = self.cleaned_data
        return Plan(given["body"], given["planned_on"], given["person"])


class AskForm(forms.Form):
    """Someone who speaks for a body asks to take part."""

    body = forms.ModelChoiceField(
        label=_("For whom do you ask?"),
        queryset=Body.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose for whom you ask."),
            "invalid_choice": _("Choose for whom you ask."),
        },
    )
    planned_on = DayField(
        label=_("By which day do you want to be met?"),
        error_messages={"required": _("Choose a day.")},
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in bodies]
        self.fields["body"].queryset = Body.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        if keys:
            self.initial.setdefault("body", keys[0])

    @property
    def given(self) -> Plan:
        return Plan(self.cleaned_data["body"], self.cleaned_data["planned_on"])


class HeldForm(forms.Form):
    """When and how a body took part, and what came of it."""

    held_on = DayField(
        label=_("When did they take part?"), error_messages={"required": _("Choose a day.")}
    )
    manner = forms.TypedChoiceField(
        label=_("How?"),
        choices=Involvement.Manner.choices,
        coerce=Involvement.Manner,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they took part.")},
    )
    words = forms.CharField(
        label=_("What did they say, and what came of it?"),
        required=False,
        max_length=LONG,
        widget=area(),
        help_text=_("Those who read the change process read this. They are asked if it is right."),
        error_messages=TOO_LONG,
    )
    reference = forms.CharField(
        label=_("Number of the case or the minutes"),
        required=False,
        max_length=100,
        error_messages=TOO_LONG,
    )

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is to come. Write it when it has been."))
        return day

    @property
    def given(self) -> Held:
        given = self.cleaned_data
        return Held(given["held_on"], given["manner"], given["words"], given["reference"])


class ContestForm(forms.Form):
    """It was not so."""

    words = forms.CharField(
        label=_("How was it?"),
        max_length=LONG,
        widget=area(),
        help_text=_("It stands beside what is written, for all who read the change process."),
        error_messages={"required": _("Write how it was."), **TOO_LONG},
    )

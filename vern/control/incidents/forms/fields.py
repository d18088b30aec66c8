"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import TYPE_LABELS, Answer
from vern.control.incidents.queries.choices import TYPE_HELP
from vern.control.incidents.rules import IncidentType
from vern.core.kernel.ui.forms import ExplainedChoice
from vern.core.kernel.ui.selects import FixedSelect
from vern.core.org.models import Unit

TYPES = [(each.value, TYPE_LABELS[each]) for each in IncidentType]


def unit_of(value: str) -> Unit:
    found = Unit.objects.filter(pk=value, active=True).first()
    if found is None:
        raise ValueError(value)
    return found


def type_field(label: Any) -> forms.TypedChoiceField:
    """What sort of report it is, each with a line that explains it."""
    return forms.TypedChoiceField(
        label=label,
        choices=TYPES,
        coerce=IncidentType,
        widget=ExplainedChoice(explanations={each.value: text for each, text in TYPE_HELP.items()}),
        error_messages={"required": _("Choose a type. “Don't know” is fine.")},
    )


def unit_field(
    label: Any,
    help_text: Any = "",
    *,
    required: bool = True,
    coerce: Callable[[str], Unit | None] = unit_of,
) -> forms.TypedChoiceField:
    """An active unit; the form gives it its choices."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        coerce=coerce,
        empty_value=None,
        widget=FixedSelect,
        error_messages={"required": _("Choose a unit.")},
    )


def text_field(
    label: Any,
    *,
    limit: int,
    rows: int,
    required: bool = False,
    help_text: Any = "",
    missing: Any = None,
) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": _(
                "The text is too long: %(show_value)d characters. It can have %(limit_value)d."
            ),
            **({"required": missing} if missing else {}),
        },
    )


def answer_field(label: Any) -> forms.TypedChoiceField:
    """Yes, no, or don't know; None where nothing is answered."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=Answer.choices,
        coerce=Answer,
        empty_value=None,
        widget=forms.RadioSelect,
    )


def several_field(
    label: Any, help_text: Any = "", *, choices: Any = ()
) -> forms.MultipleChoiceField:
    """Any number of choices, none included."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )

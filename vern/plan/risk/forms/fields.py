"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.plan.risk.rules import Colour
from vern.plan.risk.scales import Said

TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}


def text(label: Any, help_text: Any = "", *, limit: int = 2000, rows: int = 3) -> forms.CharField:
    """A text of some lines, which may be left empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=limit,
        widget=forms.Textarea({"rows": rows}),
        error_messages=TOO_LONG,
    )


def line(
    label: Any, help_text: Any = "", *, limit: int = 200, missing: Any = "", required: bool = False
) -> forms.CharField:
    """One line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=limit,
        error_messages={"required": missing, **TOO_LONG},
    )


def colour_choices(said: Said) -> list[tuple[int, str]]:
    return [
        (int(each), f"{said.colour(each)}: {said.colour_means(each)}")
        for each in (Colour.GREEN, Colour.YELLOW, Colour.RED)
    ]


FACTOR_MEANS = {
    Colour.GREEN: _("As it should be"),
    Colour.YELLOW: _("Should become better"),
    Colour.RED: _("Must become better soon"),
}


def factor_choices(said: Said) -> list[tuple[int, str]]:
    """Of how it is with people who are at work: nothing starts that could be held back."""
    return [(int(each), f"{said.colour(each)}: {means}") for each, means in FACTOR_MEANS.items()]


def level_field(
    label: Any, choices: list[tuple[int, str]], help_text: Any = "", *, need: Any = ""
) -> forms.TypedChoiceField:
    """A level or a colour; nothing chosen is fine while one writes. `need`: what it says of that."""
    field = forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    field.need = need  # type: ignore[attr-defined]
    return field


def select_level(
    label: Any, choices: list[tuple[int, str]], help_text: Any = ""
) -> forms.TypedChoiceField:
    """The same as a list, where there are several beside each other."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", _("Not chosen")), *choices],
        coerce=int,
        empty_value=None,
        required=False,
    )


class Versioned(forms.Form):
    """`seen`: the version that the writer had before them."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

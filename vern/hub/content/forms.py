"""A form for any kind of content, made from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import (
    Address,
    Choice,
    ContentKind,
    Number,
    Part,
    Several,
    Text,
    Values,
    YesNo,
)
from vern.core.kernel.texts import LANGUAGES
from vern.core.kernel.ui.meanwhile import OpenedForm

NAMES = {"nb": _("bokmål"), "nn": _("nynorsk"), "en": _("English")}
TOO_LONG = _("The text is too long: %(show_value)d characters. It can have %(limit_value)d.")
NEEDED = {"required": _("This must be filled in.")}


class ContentForm(OpenedForm):
    """What one row says. A text that is translated is there in all languages, or in none."""

    def __init__(self, data: Any = None, *, kind: ContentKind, said: Values, seen: int = 0) -> None:
        super().__init__(data, initial={**said, "seen": seen})
        self.kind = kind
        for part in kind.parts:
            self.fields.update(_fields_of(part))

    def clean(self) -> dict[str, Any]:
        for part in self.kind.parts:
            if isinstance(part, Text) and part.translated and not part.needed:
                self._all_or_none(part)
        return self.cleaned_data

    def _all_or_none(self, part: Text) -> None:
        given = [column for column in part.columns() if self.cleaned_data.get(column)]
        for column in part.columns() if given else ():
            if column in self.cleaned_data and column not in given:
                self.add_error(column, _("Write it in all three languages, or in none."))

    @property
    def said(self) -> dict[str, Any]:
        """What was written, by column. Call on a valid form."""
        columns = [column for part in self.kind.parts for column in part.columns()]
        return {column: self.cleaned_data[column] for column in columns}


class _Words(forms.CharField):
    """A browser sends lines with another ending than the one that is stored."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace("\r\n", "\n") if isinstance(found, str) else found


def _text(part: Text) -> Mapping[str, forms.Field]:
    def field(label: Any, help_text: Any) -> forms.Field:
        lines = forms.Textarea(attrs={"rows": part.lines}) if part.lines > 1 else forms.TextInput()
        return _Words(
            label=label,
            help_text=help_text,
            required=part.needed,
            max_length=part.limit,
            widget=lines,
            error_messages={**NEEDED, "max_length": TOO_LONG},
        )

    if not part.translated:
        return {part.name: field(part.label, part.help)}
    first = LANGUAGES[0]
    return {
        f"{part.name}_{each}": field(
            format_lazy("{} ({})", part.label, NAMES[each]), part.help if each == first else ""
        )
        for each in LANGUAGES
    }


def _address(part: Part) -> Mapping[str, forms.Field]:
    wrong = {"invalid": _("Write an address that begins with https://.")}
    field = forms.URLField(
        label=part.label,
        help_text=part.help,
        required=part.needed,
        max_length=200,
        assume_scheme="https",
        error_messages={**NEEDED, **wrong},
    )
    return {part.name: field}


def _number(part: Number) -> Mapping[str, forms.Field]:
    field = forms.IntegerField(
        label=part.label,
        help_text=part.help,
        min_value=part.least,
        max_value=part.most,
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a number."),
            "min_value": _("At least %(limit_value)d."),
            "max_value": _("At most %(limit_value)d."),
        },
    )
    return {part.name: field}


def _yes_no(part: Part) -> Mapping[str, forms.Field]:
    return {part.name: forms.BooleanField(label=part.label, help_text=part.help, required=False)}


def _choice(part: Choice) -> Mapping[str, forms.Field]:
    field = forms.ChoiceField(
        label=part.label,
        help_text=part.help,
        required=part.needed,
        choices=[("", _("Choose")), *part.choices()],
        error_messages=NEEDED,
    )
    return {part.name: field}


class _Keys(forms.MultipleChoiceField):
    """The chosen keys in order, so that the same choice is always the same value."""

    def clean(self, value: Any) -> list[str]:
        return sorted(super().clean(value))


def _several(part: Several) -> Mapping[str, forms.Field]:
    field = _Keys(
        label=part.label,
        help_text=part.help,
        required=part.needed,
        choices=list(part.choices()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=NEEDED,
    )
    return {part.name: field}


_FIELDS: dict[type[Part], Callable[[Any], Mapping[str, forms.Field]]] = {
    Text: _text,
    Address: _address,
    Number: _number,
    YesNo: _yes_no,
    Choice: _choice,
    Several: _several,
}


def _fields_of(part: Part) -> Mapping[str, forms.Field]:
    """A module's own part is asked for like the one that it is made from."""
    return next(_FIELDS[each] for each in type(part).__mro__ if each in _FIELDS)(part)

"""Two people change the same: the second sees what the first has done before theirs replaces it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from vern.core.kernel.errors import ChangedMeanwhile
from vern.core.kernel.ui.dates import day


class OpenedForm(forms.Form):
    """A form over something that others may change too. `seen` is the newest change to it that the
    person had before them; without it, nothing is asked."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def tell(form: forms.Form, changed: ChangedMeanwhile, *, now: forms.Form) -> None:
    """Say in the form what stands `now` (the form as someone would open it), wherever that is not
    what this person has chosen. What they chose stays; sent once more, it replaces what they saw."""
    stands = [
        (field.label, _in_words(now, field.name))
        for field in form
        if not field.is_hidden and _plain(form, field.name) != _plain(now, field.name)
    ]
    listed = format_html_join("", "<li>{}: {}</li>", stands)
    form.add_error(
        None,
        format_html(
            "{} {}{}",
            str(changed),
            _("What you have chosen is kept. Press the button again if it is to replace this:"),
            format_html("<ul>{}</ul>", listed) if listed else "",
        ),
    )
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[form.add_prefix("seen")] = str(now["seen"].value())
    form.data = data


def _plain(form: forms.Form, name: str) -> tuple[str, ...]:
    value = form[name].value()
    if isinstance(value, (list, tuple, set)):
        return tuple(sorted(str(each) for each in value))
    field = form.fields[name]
    shown = field.prepare_value(value)
    if isinstance(field, forms.DateField) and isinstance(shown, dt.date):
        shown = field.widget.format_value(shown)
    return ("" if shown is None else str(shown).replace("\r\n", "\n").strip(),)


def _in_words(form: forms.Form, name: str) -> str:
    value, field = form[name].value(), form.fields[name]
    if isinstance(field, forms.ChoiceField):
        chosen = _plain(form, name)
        names = [label for key, label in _flat(list(field.choices)) if key in chosen]  # type: ignore[arg-type]
        return ", ".join(names) or _("Not chosen")
    if isinstance(value, dt.date):
        return day(value)
    return str(value or "") or _("Nothing")


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(key), str(label)

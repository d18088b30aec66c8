"""What one looks for in who is who."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField


class OnForm(forms.Form):
    """A date; today where none or nonsense is given."""

    on = DayField(label=_("Date"), required=False, initial=clock.today)

    def day(self) -> dt.date:
        """The date asked for, or today."""
        if not self.is_valid():
            return clock.today()
        return self.cleaned_data["on"] or clock.today()


class WordsForm(forms.Form):
    """Words of a name."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)

    def words(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class SearchForm(WordsForm, OnForm):
    """Words and a date."""

    field_order = ("q", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Name of a unit or a person")

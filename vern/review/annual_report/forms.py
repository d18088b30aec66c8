"""The forms of the annual report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.forms import DayField

LONGEST_TEXT = 100_000


class StartForm(forms.Form):
    """Which year to start a report for: one that has none."""

    def __init__(self, *args: Any, years: list[int], last_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in years]
        self.fields["year"] = forms.TypedChoiceField(
            label=_("Year"), coerce=int, choices=choices, initial=last_year
        )


class SectionForm(forms.Form):
    """A section's text in one language, and the version that the writer began with."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "A blank line makes a new paragraph. Begin a line with - to make a list. "
            "Two stars on each side make **bold**."
        ),
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The browser's spelling check and screen readers then know the text's own language.
        self.fields["text"].widget.attrs["lang"] = language


class RestoreForm(forms.Form):
    """Which version was the newest when the person asked for an older one."""

    base = forms.IntegerField(min_value=0)


class PublishForm(forms.Form):
    """The day as of which the figures stand."""

    extract_on = DayField(
        label=_("The numbers stand as of"),
        help_text=_(
            "What is reported or closed after this day does not change the report. "
            "The day cannot be changed afterwards."
        ),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extract_on"].initial = today

"""Sample data for the style guide. Synthetic."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.forms import DayField, ExplainedChoice

# The style guide is for those who build Vern: its sample words stay in English.
DAY = dt.date(2026, 11, 21)
TEXT = """The bottle slipped while I moved it to the fume hood.

Nobody was hurt.
We rinsed the floor."""
MOMENT = dt.datetime(2026, 11, 21, 13, 5, tzinfo=dt.UTC)


class SampleForm(forms.Form):
    """One field of every sort."""

    what = forms.CharField(
        label=_("What happened?"),
        help_text=_("A few sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    where = forms.ChoiceField(
        label=_("Where?"), choices=[("", "Choose"), ("1", "Department of Chemistry")]
    )
    kind = forms.ChoiceField(
        label=_("What kind of event?"),
        choices=[("accident", "Accident"), ("near_miss", "Near miss"), ("unknown", "Don't know")],
        widget=ExplainedChoice(
            explanations={
                "accident": "Someone was hurt or something was damaged.",
                "near_miss": "It could have gone wrong.",
            }
        ),
    )
    day = DayField(label=_("Day"), required=False)
    room = forms.CharField(label=_("Room"), required=False)
    photo = forms.FileField(label=_("Photo"), required=False)
    parts = forms.MultipleChoiceField(
        label=_("What did it touch?"),
        required=False,
        choices=[("people", "People"), ("things", "Things"), ("nature", "Nature")],
        widget=forms.CheckboxSelectMultiple,
    )
    told = forms.BooleanField(label=_("I have told my leader"), required=False)


class SampleFilter(forms.Form):
    """What narrows a list."""

    q = forms.CharField(label=_("Words"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", "All"), ("open", "Open")]
    )


def context() -> dict[str, Any]:
    """What the style guide shows besides its form."""
    wrong = SampleForm({"what": "", "kind": "nonsense"}, prefix="wrong")
    return {
        "wrong": wrong,
        "filter": SampleFilter(),
        "sample_text": TEXT,
        "sample_day": DAY,
        "sample_moment": MOMENT,
    }

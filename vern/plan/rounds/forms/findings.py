"""Forms of the meeting after."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.plan.rounds.rules import Outcome

TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}


class SettleForm(forms.Form):
    """What becomes of a finding that needs no measure."""

    outcome = forms.TypedChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (str(Outcome.FIXED), _("It is fixed already")),
            (str(Outcome.NOT_NOW), _("Not now, because …")),
        ],
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    reason = forms.CharField(
        label=_("In a few words"),
        help_text=_("Must be filled in if nothing is done now. Everyone at the unit reads it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
    )


class WordsForm(forms.Form):
    """What was found, as the report is to say it."""

    words = forms.CharField(
        label=_("What was found"),
        help_text=_("Everyone at the unit reads it in the report. No names."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )

"""Forms about a measure that is decided: done, no longer needed, sent to maintenance, did it help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.measures.models import MaintenanceOrder, Measure


class DoneForm(forms.Form):
    """Saying that a measure is done. `due_on` is the time that is meant of a recurring one."""

    comment = forms.CharField(
        label=_("What was done?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by those who see the case."),
    )
    due_on = forms.DateField(required=False, widget=forms.HiddenInput)


class EndForm(forms.Form):
    """A recurring measure is no longer needed."""

    reason = forms.CharField(
        label=_("Why is it no longer needed?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why it is no longer needed.")},
    )


class EffectForm(forms.Form):
    """Did it help?"""

    effect = forms.TypedChoiceField(
        label=_("Did it help?"),
        choices=Measure.Effect.choices,
        coerce=Measure.Effect,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by those who see the case."),
    )


class MaintenanceForm(forms.Form):
    """What building maintenance has answered."""

    reference = forms.CharField(label=_("Their reference number"), required=False, max_length=50)
    status = forms.TypedChoiceField(
        label=_("How does it stand there?"),
        choices=MaintenanceOrder.Status.choices,
        coerce=MaintenanceOrder.Status,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands.")},
    )

    def __init__(self, *args: Any, sent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sent:
            status = self.fields["status"]
            status.required = False
            status.widget = forms.HiddenInput()
            self.initial["status"] = MaintenanceOrder.Status.SENT

    def clean_status(self) -> MaintenanceOrder.Status:
        return self.cleaned_data["status"] or MaintenanceOrder.Status.SENT

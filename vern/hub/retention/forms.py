"""Keeping a case, and approving a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.records.models import Record

NEEDED = {"required": _("This must be filled in.")}


class HoldForm(forms.Form):
    """Which case, and why."""

    number = forms.CharField(
        label=_("Number of the case"),
        help_text=_("As it stands on the case, such as AVV-2026-00123."),
        max_length=30,
        error_messages=NEEDED,
    )
    reason = forms.CharField(
        label=_("Why it is kept"),
        help_text=_("A claim, a court case, an inspection … Leave out names and health details."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            **NEEDED,
            "max_length": _(
                "The text is too long: %(show_value)d characters. It can have %(limit_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> Record:
        """One that the actor may not see is as if it were not there."""
        number = self.cleaned_data["number"].strip().upper()
        found: Record | None = Record.objects.visible_to(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("You see no case with this number. Check each digit."))
        return found


class ApproveForm(forms.Form):
    """That one has looked at this very list. A form without what the page put in it is refused."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    looked = forms.BooleanField(
        label=_("I have looked at the list, and know that this cannot be undone"),
        error_messages={"required": _("Tick this when you have looked at the list.")},
    )

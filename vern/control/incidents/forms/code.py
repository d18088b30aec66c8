"""The code that opens a report sent without an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.codes import LENGTH, normal
from vern.control.incidents.forms.question import MayAsk


class CodeForm(MayAsk):
    """One field. Spaces, dashes and small letters do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        help_text=_("Sixteen letters and digits, in groups of four."),
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
        error_messages={"required": _("Write the code that you got when you reported.")},
    )

    def clean_code(self) -> str:
        code: str = normal(self.cleaned_data["code"])
        if len(code) != LENGTH:
            raise forms.ValidationError(
                _("A code has %(right)d letters and digits. This has %(count)d."),
                params={"right": LENGTH, "count": len(code)},
            )
        return code

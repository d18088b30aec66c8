"""Moving, closing, rejecting and reopening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field, unit_field
from vern.control.incidents.forms.protecting import summary_field
from vern.control.incidents.queries import choices
from vern.core.kernel.ui.selects import Fixed

LIMIT = 4000


class MoveForm(forms.Form):
    unit = unit_field(_("Which unit does it belong to?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", str(_("Choose the unit")))
        self.fields["unit"].choices = Fixed(first, *choices.unit_options())  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The reason for no measures is asked for where there are none."""

    message = text_field(
        _("Answer to the one who reported"),
        limit=LIMIT,
        rows=5,
        required=True,
        help_text=_("What have you done, and what happens now?"),
        missing=_("Write an answer. The one who reported reads it."),
    )
    no_measures_reason = text_field(
        _("Why is no measure needed?"),
        limit=LIMIT,
        rows=3,
        required=True,
        help_text=_("Is seen by those who handle the report."),
        missing=_("Write why no measure is needed, or decide one first."),
    )

    summary = summary_field()

    def __init__(self, *args: Any, has_measures: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_measures:
            del self.fields["no_measures_reason"]


class RejectForm(forms.Form):
    reason = text_field(
        _("Why is it not taken further?"),
        limit=LIMIT,
        rows=4,
        required=True,
        help_text=_("The one who reported reads this. Say where it belongs, if you know."),
        missing=_("Write the reason. The one who reported reads it."),
    )


class ReopenForm(forms.Form):
    reason = text_field(
        _("Why is it opened again?"),
        limit=LIMIT,
        rows=4,
        required=True,
        help_text=_("Is seen by those who handle the report."),
        missing=_("Write why it is opened again."),
    )

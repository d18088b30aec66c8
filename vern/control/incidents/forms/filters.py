"""What narrows the list of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.forms.fields import TYPES
from vern.control.incidents.models import STATE_LABELS
from vern.control.incidents.queries import choices, lists
from vern.core.kernel.ui.selects import Fixed, FixedSelect
from vern.core.org.actors import Actor

OPEN = (lists.OPEN, _("Open (received or in work)"))
LATE = (lists.LATE, _("Late (open, past its deadline)"))


def _number(value: str) -> int:
    return int(value)


class FilterForm(forms.Form):
    """A GET form; what is not understood narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            OPEN,
            LATE,
            *((key.value, label) for key, label in STATE_LABELS.items()),
        ],
    )
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("All")), *TYPES])
    unit = forms.TypedChoiceField(
        label=_("Unit"), required=False, coerce=_number, empty_value=None, widget=FixedSelect
    )
    year = forms.TypedChoiceField(
        label=_("Year"), required=False, coerce=_number, empty_value=None, widget=FixedSelect
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", str(_("All")))
        units = choices.unit_options(actor.scope(SEE))
        years = ((str(year), str(year)) for year in lists.years())
        self.fields["unit"].choices = Fixed(every, *units)  # type: ignore[attr-defined]
        self.fields["year"].choices = Fixed(every, *years)  # type: ignore[attr-defined]

    @property
    def filters(self) -> lists.Filters:
        self.is_valid()
        given = self.cleaned_data
        return lists.Filters(
            state=given.get("state") or None,
            type=given.get("type") or None,
            unit_id=given.get("unit"),
            year=given.get("year"),
        )

"""Choosing year and unit: a form in the address, without JavaScript."""

from __future__ import annotations

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.hub.evidence.queries import Page

SOUGHT = 15
"""Among more units one searches."""


class Chooser(forms.Form):
    """Offers only what one may ask for; a choice with one possibility is not shown."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, page: Page) -> None:
        super().__init__(initial={"year": page.year, "unit": page.place.code if page.place else ""})
        self._offer("year", [(str(year), str(year)) for year in page.years])
        self._offer("unit", [(each.code, each.name) for each in page.units])
        if len(page.units) > SOUGHT:
            self.fields["unit"].widget.attrs |= {
                "data-find": str(_("Search by name or code")),
                "data-find-none": str(_("No unit has this name. Try fewer letters.")),
                "data-find-words": json.dumps({each.code: each.code for each in page.units}),
            }
        if len(page.units) < 2:
            del self.fields["unit"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

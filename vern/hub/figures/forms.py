"""Choosing year, unit and grouping: a form in the address, without JavaScript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.org.tree import Level
from vern.hub.figures.models import FEWEST, MOST
from vern.hub.figures.queries import Asked

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LEVEL_LABELS: dict[Level, _StrPromise] = {
    Level.FACULTY: _("Faculties"),
    Level.REPORTING: _("Departments and divisions"),
}


SOUGHT = 15
"""Among more units one searches."""


class Chooser(forms.Form):
    """Offers only what one may ask for; a choice with one possibility is not shown."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    level = forms.ChoiceField(label=_("Units shown"), required=False)

    def __init__(self, asked: Asked, *, with_level: bool) -> None:
        question = asked.question
        super().__init__(
            initial={
                "year": asked.year,
                "unit": question.unit.code if question and question.unit else "",
                "level": question.level if question else "",
            }
        )
        self._offer("year", [(str(year), str(year)) for year in asked.years])
        self._offer("unit", _grouped(asked))
        levels = asked.levels if with_level else []
        self._offer("level", [(str(level), LEVEL_LABELS[level]) for level in levels])
        if len(asked.units) > SOUGHT:
            self.fields["unit"].widget.attrs |= {
                "data-find": str(_("Search by name or code")),
                "data-find-none": str(_("No unit has this name. Try fewer letters.")),
                "data-find-words": json.dumps({each.code: each.code for each in asked.units}),
            }
        if len(asked.units) < 2:
            del self.fields["unit"]
        if len(levels) < 2:
            del self.fields["level"]

    def _offer(self, name: str, choices: list[tuple[object, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class SmallGroupsForm(forms.Form):
    """How few persons a number may tell of."""

    least = forms.IntegerField(
        label=_("The smallest group that is shown"),
        help_text=_("Persons. It holds for all years at once, also those already published."),
        min_value=FEWEST,
        max_value=MOST,
        error_messages={
            "required": _("Write a number of persons."),
            "invalid": _("Write a number of persons."),
            "min_value": _("At least %(limit_value)d."),
            "max_value": _("At most %(limit_value)d."),
        },
    )


def _grouped(asked: Asked) -> list[tuple[object, object]]:
    """The units, under the one right below the institution that they belong to."""
    question = asked.question
    choices: list[tuple[object, object]] = []
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in asked.units if question else []:
        line = [above.unit_id for above in question.tree.upward(place.unit_id)] if question else []
        if len(line) < 2 or question is None:
            choices.append((place.code, place.name))
            continue
        group = question.tree.places[line[-2]].name
        groups.setdefault(group, []).append((place.code, place.name))
    return [*choices, *groups.items()]

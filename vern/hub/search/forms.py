"""What one looks for, and what narrows it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.texts import LANGUAGES
from vern.core.kernel.ui.selects import Fixed, FixedSelect
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.sorting import sort_key
from vern.core.records.models import State
from vern.hub.search.ports import kinds_for
from vern.hub.search.queries import Question

LONGEST = 200
YEARS_BACK = 30
NARROWING = ("kind", "unit", "year", "state")


class SearchForm(forms.Form):
    """A GET form. The choices follow from rights alone: they say nothing of what there is."""

    q = forms.CharField(
        label=_("Search for"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}
        ),
    )
    kind = forms.ChoiceField(label=_("What"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=FixedSelect)
    year = forms.TypedChoiceField(
        label=_("Year"), required=False, coerce=int, empty_value=None, widget=FixedSelect
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *State.choices]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", gettext("All"))
        this_year = clock.today().year
        years = ((str(y), str(y)) for y in range(this_year, this_year - YEARS_BACK, -1))
        self._choose("kind", [every, *((each.key, str(each.label)) for each in kinds_for(actor))])
        self._choose("unit", Fixed(every, *_units()))
        self._choose("year", Fixed(every, *years))
        self.fields["unit"].widget.attrs.update(
            {
                "data-find": gettext("Search by name or code"),
                "data-find-none": gettext("No unit has this name. Try fewer letters."),
            }
        )

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def narrowed(self) -> bool:
        return any(self.data.get(name) for name in NARROWING)

    @property
    def question(self) -> Question:
        """What is asked; nothing where something is wrong."""
        if not self.is_valid():
            return Question("")
        given = self.cleaned_data
        return Question(
            typed=given["q"],
            kind=given["kind"],
            unit=given["unit"],
            year=given["year"],
            state=given["state"],
        )


def _units() -> list[tuple[str, str]]:
    """By name, with the code: several sections have the same name."""
    units = Unit.objects.exclude(path="").only("code", *(f"name_{each}" for each in LANGUAGES))
    named = [(each.code, f"{each.name} ({each.code})") for each in units]
    return sorted(named, key=lambda pair: sort_key(pair[1]))

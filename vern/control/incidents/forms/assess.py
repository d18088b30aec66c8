"""How the handler sorts and judges a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field, type_field
from vern.control.incidents.models import Category
from vern.control.incidents.queries import choices
from vern.control.incidents.queries.show import Report
from vern.control.incidents.queries.telling import harm_of
from vern.control.incidents.rules import DIMENSIONS, Level, Severity, senseless
from vern.control.incidents.services import Assessment
from vern.core.history.queries import newest
from vern.core.kernel.ui.forms import ExplainedChoice, says_need
from vern.core.kernel.ui.meanwhile import OpenedForm

WHICH = ("actual", "potential")
LABELS = {
    "actual": _("%(dimension)s: what happened?"),
    "potential": _("%(dimension)s: what could have happened?"),
}
HELP = {
    "actual": _("The harm that was really done."),
    "potential": _("The worst that could reasonably have been."),
}


def _level(value: str) -> Level:
    return Level(int(value))


class AssessForm(OpenedForm):
    """Type, severity, categories and causes. Only the type must be there; where someone was hurt, how
    bad it was for people must be before the report is closed."""

    type = type_field(_("Type"))
    categories = forms.MultipleChoiceField(
        label=_("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    causes = forms.MultipleChoiceField(
        label=_("Why did it happen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Look for causes in the organisation first: those can be changed."),
    )
    cause_text = text_field(
        _("The causes in your own words"),
        limit=4000,
        rows=4,
        help_text=_("Is seen by those who handle the report, not by the one who sent it."),
    )

    def __init__(self, *args: Any, report: Report) -> None:
        super().__init__(*args)
        self.initial = _as_it_stands(report)
        self._categories = choices.categories(report.categories)
        self._causes = choices.causes(report.causes)
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (each.key, _named(each)) for each in self._categories
        ]
        self.fields["causes"].choices = choices.by_group(self._causes)  # type: ignore[attr-defined]
        levels = choices.levels()
        for dimension in DIMENSIONS:
            for which in WHICH:
                self.fields[f"{dimension}_{which}"] = _level_field(dimension, which, levels)
        self.severity_is_needed = harm_of(report.incident).anyone
        if self.severity_is_needed:
            says_need(self.fields["human_actual"], _("Needed before closing"))

    def clean(self) -> dict[str, Any]:
        for dimension in senseless(self._severity()):
            self.add_error(
                f"{dimension}_potential",
                _("What could have happened cannot be less than what did happen."),
            )
        return self.cleaned_data

    def _severity(self) -> Severity:
        given = self.cleaned_data
        names = [f"{dimension}_{which}" for dimension in DIMENSIONS for which in WHICH]
        return Severity(**{name: given.get(name) for name in names})

    @property
    def assessment(self) -> Assessment:
        """What was chosen. Call on a valid form."""
        given = self.cleaned_data
        return Assessment(
            type=given["type"],
            severity=self._severity(),
            categories=[each for each in self._categories if each.key in given["categories"]],
            causes=[each for each in self._causes if each.key in given["causes"]],
            cause_text=given["cause_text"],
        )

    @property
    def dimensions(self) -> list[dict[str, Any]]:
        """The severity fields by dimension; folded away where nothing is chosen or wrong."""
        found = []
        for number, dimension in enumerate(DIMENSIONS):
            fields = [self[f"{dimension}_{which}"] for which in WHICH]
            found.append(
                {
                    "title": choices.DIMENSION_LABELS[dimension],
                    "fields": fields,
                    "opened": number == 0
                    or any(field.errors or field.value() not in ("", None) for field in fields),
                }
            )
        return found


def _named(category: Category) -> str:
    """Its name; with what choosing it does, where it does something."""
    if not category.restricts:
        return category.name
    return str(_("%(category)s (kept for named people)") % {"category": category.name})


def _level_field(
    dimension: str, which: str, levels: list[choices.LevelText]
) -> forms.TypedChoiceField:
    field = forms.TypedChoiceField(
        label=str(LABELS[which]) % {"dimension": choices.DIMENSION_LABELS[dimension]},
        help_text=HELP[which],
        required=False,
        coerce=_level,
        empty_value=None,
        choices=[("", _("Not chosen")), *((str(each.value), each.name) for each in levels)],
        widget=ExplainedChoice(
            explanations={str(each.value): each.criteria[dimension] for each in levels}
        ),
    )
    field.initial = ""
    return field


def _as_it_stands(report: Report) -> dict[str, Any]:
    incident = report.incident
    levels = {
        f"{dimension}_{which}": getattr(incident, f"{dimension}_{which}")
        for dimension in DIMENSIONS
        for which in WHICH
    }
    return {
        "seen": newest(report.record, "incident.assessed"),
        "type": incident.type,
        "categories": report.categories,
        "causes": report.causes,
        "cause_text": incident.cause_text,
        **{name: "" if level is None else str(level) for name, level in levels.items()},
    }

"""How bad it was, in the law's sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field
from vern.control.incidents.models import Answer, Incident
from vern.control.incidents.services.telling import Injury

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MISSING = {"required": _("Choose an answer. “Don't know” is one too.")}


def _question(label: _StrPromise, help_text: _StrPromise | str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )


class InjuryForm(forms.Form):
    """Asks neither who was injured nor about their health: that belongs in no report."""

    injury = _question(_("Was anyone injured, or did anyone fall ill?"))
    treatment = _question(_("Was medical treatment needed?"))
    serious = _question(
        _("Was it a serious injury or a death?"),
        _("As the law sees it. If in doubt, call the Labour Inspection Authority and ask."),
    )

    @staticmethod
    def known(incident: Incident) -> dict[str, str]:
        """What is known already."""
        return {
            "injury": incident.injury,
            "treatment": incident.treatment,
            "serious": incident.serious,
        }

    @property
    def answer(self) -> Injury:
        """Call on a valid form."""
        given = self.cleaned_data
        return Injury(*(Answer(given[name]) for name in ("injury", "treatment", "serious")))


class NeedNotForm(forms.Form):
    """As long as the column that keeps it."""

    reason = text_field(
        _("Why need they not be told?"),
        limit=200,
        rows=3,
        required=True,
        help_text=_("Is kept in the report, with your name and the time."),
        missing=_("Write why they need not be told."),
    )

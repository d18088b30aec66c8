"""What the list of change processes is narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.plan.changes.capabilities import SEE
from vern.plan.changes.forms.preparing import UnitChoices
from vern.plan.changes.queries.lists import Narrowed, Which, bodies

WHICH = (
    (Which.OPEN.value, _("Going on")),
    (Which.PREPARING.value, _("Being prepared")),
    (Which.DECIDED.value, _("Decided, not looked back upon")),
    (Which.ALL.value, _("All")),
)


class FilterForm(forms.Form):
    """State, unit, and which body still awaits to take part."""

    which = forms.ChoiceField(label=_("Show"), choices=WHICH, required=False)
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    body = forms.ChoiceField(label=_("Has not taken part yet"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        UnitChoices(actor.scope(SEE)).put_in(self.fields["unit"], empty=_("All"))
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells mypy)
        field.choices = [("", _("Anyone")), *((each.key, each.name) for each in bodies())]

    @property
    def body_name(self) -> str:
        """What the chosen body is called; empty where none is chosen."""
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells mypy)
        chosen = self.narrowed.body
        return str(dict(list(field.choices)).get(chosen, "")) if chosen else ""  # type: ignore[arg-type]

    @property
    def narrowed(self) -> Narrowed:
        """What was chosen; what makes no sense is left out."""
        given = self.cleaned_data if self.is_valid() else {}
        return Narrowed(
            which=Which(given.get("which") or Which.OPEN),
            unit_id=given.get("unit"),
            body=given.get("body", ""),
        )

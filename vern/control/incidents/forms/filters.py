"""What narrows the list of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.forms.fields import TYPES
from vern.control.incidents.models import STATE_LABELS
from vern.control.incidents.queries import choices, lists, wording
from vern.control.incidents.queries.overdue import Narrowed
from vern.control.incidents.rules import RECEPTION_STATES, Level
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
            *(
                (key.value, label)
                for key, label in STATE_LABELS.items()
                if key not in RECEPTION_STATES
            ),
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


class OverdueFilter(forms.Form):
    """A GET form for what is past its deadline. Who answers for reports sees their own first."""

    all = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Those that await you")), ("1", _("All at your units"))],
    )
    unit = forms.TypedChoiceField(
        label=_("Unit"), required=False, coerce=_number, empty_value=None, widget=FixedSelect
    )
    severity = forms.TypedChoiceField(
        label=_("How serious"), required=False, coerce=_number, empty_value=None
    )

    def __init__(self, *args: Any, actor: Actor, has_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = choices.unit_options(actor.scope(SEE))
        self.fields["unit"].choices = Fixed(("", str(_("All"))), *units)  # type: ignore[attr-defined]
        names = wording.level_names()
        least = [each for each in Level if each > Level.NONE_OR_MINOR]
        self.fields["severity"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((str(each.value), _or_worse(names[each], worst=each is least[-1])) for each in least),
        ]
        self._has_own = has_own
        if not has_own:
            del self.fields["all"]

    @cached_property
    def narrowed(self) -> Narrowed:
        self.is_valid()
        given = self.cleaned_data
        own = self._has_own and not given.get("all")
        return Narrowed(own, given.get("unit"), given.get("severity"))


def _or_worse(name: str, *, worst: bool) -> str:
    return name if worst else gettext("%(level)s or worse") % {"level": name}

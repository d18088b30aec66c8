"""Starting an assessment: what, where, and by which door."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.texts import localized
from vern.core.kernel.ui.forms import ExplainedChoice
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.tree import tree_on
from vern.core.records.offers import Origin
from vern.plan.risk.capabilities import HANDLE, START
from vern.plan.risk.forms.fields import line, text
from vern.plan.risk.models import METHOD_LABELS, AssessmentType, RiskAssessment
from vern.plan.risk.rules import Method
from vern.plan.risk.services import NewAssessment

Occasion = RiskAssessment.Occasion

METHOD_HELP = {
    Method.SIMPLE: _("What can go wrong, how, what do we do, is that enough? Enough for most."),
    Method.FULL: _("Rows with likelihood and consequence, and a matrix. For what is dangerous."),
}


MANY = 12
"""Units that one chooses among without searching."""


class StartForm(forms.Form):
    """Two pages without JavaScript, or one where the kind is chosen already: `type`."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    type = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    method = forms.ChoiceField(
        label=_("How will you do it?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("You need not choose: we suggest what fits."),
    )
    unit = forms.ChoiceField(
        label=_("Which unit?"), error_messages={"required": _("Choose a unit.")}
    )
    title = line(
        _("What do you call it?"),
        _("So that others find it. For example “Sampling on the fjord, spring”."),
        required=True,
        missing=_("Write what you call it."),
    )
    about = text(
        _("What is assessed, and what is not?"),
        _("The work, the place or the change, in a few sentences."),
    )
    occasion = forms.ChoiceField(
        label=_("Why now?"),
        choices=Occasion.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    private = forms.BooleanField(
        label=_("Only those who take part read it until it is approved"),
        required=False,
        help_text=_(
            "Everyone at the unit reads it afterwards, unless the leader decides otherwise."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, origin: Origin | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._origin = origin
        self._actor = actor
        self.types = {each.key: each for each in AssessmentType.objects.filter(offered=True)}
        field = self.fields["type"]
        field.widget = ExplainedChoice(
            explanations={key: localized(each, "about") for key, each in self.types.items()}
        )
        field.choices = [(key, each.name) for key, each in self.types.items()]  # type: ignore[attr-defined]
        method = self.fields["method"]
        method.widget = ExplainedChoice(explanations={str(k): v for k, v in METHOD_HELP.items()})
        method.choices = [(str(each), METHOD_LABELS[each]) for each in METHOD_HELP]  # type: ignore[attr-defined]
        units = self._units()
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) > MANY:
            self.fields["unit"].widget.attrs |= {
                "data-find": str(_("Search by name")),
                "data-find-none": str(_("No unit has this name. Try fewer letters.")),
            }

    def _units(self) -> list[tuple[str, str]]:
        """Units where one may start one, one's own first."""
        tree, actor = tree_on(clock.today()), self._actor
        paths = {
            place.unit_id: ".".join(
                str(at.unit_id) for at in reversed(list(tree.upward(place.unit_id)))
            )
            + "."
            for place in tree.places.values()
            if place.active
        }
        scopes = [actor.scope(START), actor.scope(HANDLE)]
        found = [
            (str(key), tree.places[key].name)
            for key, path in paths.items()
            if any(scope.covers(path) for scope in scopes)
        ]
        mine = str(self.initial.get("unit") or actor.home_unit_id or "")
        return sorted(found, key=lambda each: (each[0] != mine, each[1].casefold()))

    @classmethod
    def beginning(cls, actor: Actor, origin: Origin | None, **given: Any) -> dict[str, Any]:
        """What is known before anything is written."""
        known: dict[str, Any] = {
            "key": uuid4(),
            "unit": actor.home_unit_id,
            "occasion": Occasion.REGULAR,
            **given,
        }
        if origin is not None:
            known |= {
                "title": origin.title,
                "unit": origin.record.unit_id,
                "occasion": _OCCASION_OF.get(origin.record.kind, Occasion.EVENT),
                "private": origin.few_read_it,
            }
        return known

    @property
    def new(self) -> NewAssessment:
        """What to start. Call on a valid form."""
        given = self.cleaned_data
        kind = self.types[given["type"]]
        method = Method(kind.method)
        if method is not Method.FACTORS and given["method"]:
            method = Method(given["method"])
        origin = self._origin
        about_one = origin is not None and origin.record.kind in _ABOUT_ONE
        return NewAssessment(
            type=kind,
            unit=Unit.objects.get(pk=given["unit"]),
            title=given["title"],
            method=method,
            occasion=Occasion(given["occasion"] or self.initial["occasion"]),
            about=given["about"],
            private=given["private"] or kind.private,
            hints=not about_one,
            first=(origin.words or origin.title) if origin and about_one else "",
            origin=origin,
        )


_ABOUT_ONE = ("incident", "round")
"""What tells of one thing that can go wrong: the rows of the template would hide it."""

_OCCASION_OF = {
    "incident": Occasion.EVENT,
    "round": Occasion.FINDING,
    "change": Occasion.CHANGE,
}

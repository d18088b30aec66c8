"""Steps, the work environment, the decision and what comes after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.plan.changes.forms.preparing import LONG, TOO_LONG, area
from vern.plan.changes.models import Aspect, Consequence
from vern.plan.changes.rules import Lack
from vern.plan.changes.services import Decision

Judged = Mapping[str, Consequence]
MONTHS_AFTER = dt.timedelta(days=182)
"""One looks back about half a year after the decision, if nobody says otherwise."""


class StepForm(forms.Form):
    """A step with its day."""

    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        error_messages={"required": _("Write what is to be done."), **TOO_LONG},
    )
    due_on = DayField(label=_("By when?"), error_messages={"required": _("Choose a day.")})


class ConsequencesForm(forms.Form):
    """Each side of the work environment: better, as before, worse, or not known; and in a few words."""

    def __init__(
        self, *args: Any, aspects: Iterable[Aspect], judged: Judged, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.aspects = list(aspects)
        for each in self.aspects:
            known = judged.get(each.key)
            self.fields[f"{each.key}-judgement"] = forms.ChoiceField(
                label=each.name,
                choices=Consequence.Judgement.choices,
                required=False,
                help_text=each.help,
                widget=forms.RadioSelect,
                initial=known.judgement if known else "",
                error_messages={"invalid_choice": _("Choose one of these.")},
            )
            self.fields[f"{each.key}-words"] = forms.CharField(
                label=_("In what way? What is done about it?"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=known.words if known else "",
                error_messages=TOO_LONG,
            )

    def pairs(self) -> list[tuple[Aspect, Any, Any]]:
        """Each side with its two fields, as the page shows them."""
        return [
            (each, self[f"{each.key}-judgement"], self[f"{each.key}-words"])
            for each in self.aspects
        ]

    def given(self) -> list[tuple[Aspect, str, str]]:
        """What was sent and is not so already: one side may be sent by itself, or all together."""
        changed = set(self.changed_data)
        return [
            (each, *self._answers(each))
            for each in self.aspects
            if f"{each.key}-words" in self.data and changed & set(self._names(each))
        ]

    def _answers(self, aspect: Aspect) -> tuple[str, str]:
        judgement, words = self._names(aspect)
        return self.cleaned_data[judgement], self.cleaned_data[words]

    @staticmethod
    def _names(aspect: Aspect) -> tuple[str, str]:
        return f"{aspect.key}-judgement", f"{aspect.key}-words"


class DecideForm(forms.Form):
    """The decision. Where something is lacking, one says why."""

    decided_on = DayField(
        label=_("When was it decided?"), error_messages={"required": _("Choose a day.")}
    )
    decision = forms.CharField(
        label=_("What is decided?"),
        max_length=LONG,
        widget=area(),
        help_text=_("Also what was changed on the way because of what employees said."),
        error_messages={"required": _("Write what is decided."), **TOO_LONG},
    )
    evaluate_on = DayField(
        label=_("When does one look back on how it went?"),
        error_messages={"required": _("Choose a day.")},
    )
    no_assessment_reason = forms.CharField(
        label=_("Why is there no approved risk assessment?"),
        max_length=LONG,
        required=False,
        widget=area(rows=3),
        help_text=_("Everyone who reads the change process reads this. The figures count it."),
        error_messages=TOO_LONG,
    )
    not_involved_reason = forms.CharField(
        label=_("Why have they not taken part before?"),
        max_length=LONG,
        required=False,
        widget=area(rows=3),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, lacks: Iterable[Lack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.initial.setdefault("decided_on", today)
        self.initial.setdefault("evaluate_on", today + MONTHS_AFTER)
        lacking = {each.value for each in lacks}
        for each in Lack:
            given = self.data.get(each.value) if self.is_bound else ""
            if each.value not in lacking and not given:
                del self.fields[each.value]

    @property
    def given(self) -> Decision:
        given = self.cleaned_data
        return Decision(
            decided_on=given["decided_on"],
            decision=given["decision"],
            evaluate_on=given["evaluate_on"],
            no_assessment_reason=given.get(Lack.ASSESSMENT.value, ""),
            not_involved_reason=given.get(Lack.INVOLVEMENT.value, ""),
        )


class WordsForm(forms.Form):
    """A few words: why something is dropped or taken back, how a change went."""

    words = forms.CharField(label="", max_length=LONG, widget=area())

    def __init__(
        self, *args: Any, label: Any, help_text: Any = "", needed: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label, field.help_text = label, help_text
        field.error_messages |= {"required": needed, **TOO_LONG}


class LinkForm(forms.Form):
    """An assessment that is made already, by its number."""

    number = forms.CharField(
        label=_("The number of the risk assessment"),
        max_length=30,
        help_text=_("It stands at the top of its page."),
        error_messages={"required": _("Write the number.")},
    )

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()

"""Words to one another: the dialogue, questions, objections, stops of work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field
from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField

LIMIT = 4000
A_WEEK = dt.timedelta(days=7)


class WordsForm(forms.Form):
    """A text, under the words that say what it is."""

    text = text_field(_("Text"), limit=LIMIT, rows=4, required=True, missing=_("Write something."))

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        hint = _("Leave out names and health details.")
        self.fields["text"].help_text = f"{help_text} {hint}".strip()


class AskForm(WordsForm):
    """To the one who reported."""

    asks = forms.BooleanField(label=_("This is a question that needs an answer"), required=False)


class RequestForm(WordsForm):
    """The safety representative's question, and the day by which it is to be answered."""

    answer_by = DayField(
        label=_("Answer by"), error_messages={"required": _("Choose a day.")}, initial=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("answer_by", clock.today() + A_WEEK)


class StopForm(WordsForm):
    """The leader's decision on stopped work: yes or no first, then why."""

    goes_on = forms.TypedChoiceField(
        label=_("Can the work go on?"),
        choices=[
            ("yes", _("Yes, it is safe now")),
            ("no", _("Not yet. The stop stands")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the work can go on.")},
    )
    field_order = ("goes_on", "text")


class ObjectionAnswerForm(WordsForm):
    """The answer to an objection; who agrees opens a closed report again."""

    agrees = forms.BooleanField(label=_("I agree. Open the report again."), required=False)

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not closed:
            del self.fields["agrees"]

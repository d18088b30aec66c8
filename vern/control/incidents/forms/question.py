"""A short question that people answer at once, for when very much comes from one address."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

VALID_FOR = 60 * 60
"""Seconds in which a question can be answered. Each only once."""

_salt = "human question"


class MayAsk(forms.Form):
    """A form that can ask whether one is a person: call `ask` before it is validated."""

    def ask(self) -> None:
        """From now on the question must be answered."""
        left, right = secrets.choice(range(2, 10)), secrets.choice(range(2, 10))
        self._asked = signing.dumps([left, right, secrets.token_hex(8)], salt=_salt)
        self.fields["asked"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["answer"] = forms.CharField(
            label=_question(left, right),
            required=False,
            max_length=10,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            help_text=_(
                "Very many have written from your network in a short while. This shows that you "
                "are a person."
            ),
        )
        self.fields["answer"].need = _("Required")  # type: ignore[attr-defined]
        self.initial["asked"] = self._asked
        if self.is_bound:
            self._show_what_was_asked()

    def _show_what_was_asked(self) -> None:
        """The question that was answered stays; where there was none, or an old one, a new one."""
        given = _numbers(str(self.data.get("asked", "")))
        if given is None:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["asked"] = self._asked  # type: ignore[index]
            self.data["answer"] = ""  # type: ignore[index]
        else:
            self.fields["answer"].label = _question(*given)

    def clean_answer(self) -> str:
        given = str(self.cleaned_data["answer"]).strip()
        numbers = _numbers(str(self.data.get("asked", "")))
        if numbers is None or not given.isdigit() or int(given) != sum(numbers):
            raise forms.ValidationError(_("Write the sum as a number."))
        return given

    @property
    def asks(self) -> bool:
        return "answer" in self.fields

    def use_answer(self) -> bool:
        """Whether the answer has not been used before; from now on it has. True where none is
        asked for."""
        if not self.asks:
            return True
        asked = str(self.data["asked"])
        if cache.add(f"answered:{asked[-43:]}", 1, VALID_FOR):
            return True
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["asked"] = ""  # type: ignore[index]
        self.ask()
        self.add_error("answer", _("Write the sum as a number."))
        return False


def _question(left: int, right: int) -> Any:
    return _("What is %(left)d + %(right)d?") % {"left": left, "right": right}


def _numbers(asked: str) -> tuple[int, int] | None:
    """The two numbers of a question that we have asked and that is not too old."""
    try:
        left, right, _once = signing.loads(asked, salt=_salt, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError):
        return None
    return left, right

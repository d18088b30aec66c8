"""Verdicts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import Tag
from vern.hub.evidence.rules import Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: Final[dict[Verdict, tuple[_StrPromise, str]]] = {
    Verdict.MET: (_("Met"), "success"),
    Verdict.PARTLY: (_("Partly met"), "warning"),
    Verdict.NOT: (_("Not met"), "danger"),
    Verdict.UNKNOWN: (_("The records say nothing"), "neutral"),
}
NOT_YET: Final = (_("Not met yet"), "warning")
"""While the year runs there is time."""


def said(verdict: Verdict, *, running: bool) -> Tag:
    """The verdict as a status."""
    words, tone = NOT_YET if running and verdict is Verdict.NOT else WORDS[verdict]
    return Tag(str(words), tone)

"""The rules are content: changed on its pages with versions, and copied between installations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.kernel.editable import ContentKind, Number, Text, content_kinds
from vern.core.kernel.errors import Refused
from vern.core.records.retention import retention_kinds
from vern.hub.retention import rules
from vern.hub.retention.capabilities import DECIDE
from vern.hub.retention.models import Caution, Rule

RULES: Final = "retention.rules"
CAUTION: Final = "retention.caution"
HUNDRED_YEARS: Final = 1200


def check(key: str, values: Mapping[str, Any]) -> None:
    """Raises Refused for a rule that is shorter than the law lets, or that nobody has decided."""
    months, kind = values["months"], retention_kinds.get(key)
    if months == rules.NEVER:
        return
    least = kind.least if kind else 0
    if months < least:
        words = _("At least %(least)d months, or 0: then nothing is ever erased.")
        raise Refused(words % {"least": least}, field="months")
    if not values["decided_by"].strip():
        raise Refused(_("Write who has decided it, and where that stands."), field="decided_by")


def load_rules() -> None:
    """A row for every sort there can be a rule for. Nobody has decided any of them."""
    for order, kind in enumerate(each for each in retention_kinds if each.candidates):
        Rule.objects.get_or_create(key=kind.key, defaults={"order": order})


def register() -> None:
    content_kinds.add(
        ContentKind(
            RULES,
            gettext_lazy("How long cases are kept"),
            gettext_lazy("After that, words, files and persons are erased; figures stay."),
            Rule,
            (
                Number(
                    "months",
                    gettext_lazy("Months after the case was closed"),
                    gettext_lazy("0: nothing is ever erased."),
                    most=HUNDRED_YEARS,
                ),
                Text(
                    "decided_by",
                    gettext_lazy("Decided by"),
                    gettext_lazy("Who has decided it, when, and the case in the archive."),
                ),
            ),
            DECIDE,
            recent=True,
            check=check,
        ),
        ContentKind(
            CAUTION,
            gettext_lazy("When two people must approve erasing"),
            gettext_lazy("A large part of the cases never goes by one person's word."),
            Caution,
            (
                Number(
                    "percent",
                    gettext_lazy("Percent of a sort that one person may have erased alone"),
                    gettext_lazy("0: two people must always approve."),
                    most=50,
                ),
            ),
            DECIDE,
            by="id",
            single=True,
            recent=True,
        ),
    )

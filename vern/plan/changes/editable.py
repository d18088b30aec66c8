"""What the institution may change of how change processes are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import (
    Choice,
    ContentKind,
    Number,
    Several,
    Text,
    content_kinds,
)
from vern.core.org.models import RoleKey
from vern.hub.content.capabilities import EDIT
from vern.plan.changes.models import TYPES, Aspect, Body, StepTemplate

BODIES = "changes.bodies"
ASPECTS = "changes.aspects"
STEPS = "changes.steps"

NAME = Text("name", _("Name"), needed=True, translated=True)
ORDER = Number("order", _("Place in the list"), _("The lowest number comes first."))
LONGEST_WEEKS = 520


def _choose(row: Any, keys: Sequence[str]) -> None:
    row.types = [*keys]
    row.save(update_fields=["types"])


def _types(label: Any, help_text: Any = "") -> Several:
    return Several(
        "types",
        label,
        help_text,
        choices=lambda: TYPES,
        keys=lambda row: row.types,
        choose=_choose,
    )


def _help(label: Any) -> Text:
    return Text("help", label, translated=True, lines=2, limit=300)


def register() -> None:
    content_kinds.add(
        ContentKind(
            BODIES,
            _("Who takes part in changes"),
            _("Safety representatives, bodies of co-determination and others, and when they must."),
            Body,
            (
                NAME,
                _help(_("Explanation")),
                _types(
                    _("Must take part before the decision"),
                    _("In these types of change. In others they may."),
                ),
                Choice(
                    "role",
                    _("Who speaks for it"),
                    _(
                        "Whoever has this role at the unit says whether what is written is right."
                        " Choose none, and someone is named each time."
                    ),
                    choices=lambda: RoleKey.choices,
                ),
                Text("paragraph", _("By which law or agreement"), limit=100),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
        ContentKind(
            ASPECTS,
            _("What a change may do to the work environment"),
            _("The sides of the work environment that one judges in a change process."),
            Aspect,
            (
                NAME,
                _help(_("What to think of")),
                _types(_("Asked in these types of change")),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
        ContentKind(
            STEPS,
            _("Usual steps of a change process"),
            _("They are proposed with their days when a change process begins."),
            StepTemplate,
            (
                NAME,
                _types(_("In these types of change")),
                Number(
                    "weeks",
                    _("Weeks after the decision"),
                    _("With a minus: so many weeks before it."),
                    least=-LONGEST_WEEKS,
                    most=LONGEST_WEEKS,
                ),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
    )

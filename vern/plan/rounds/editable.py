"""What the institution may change of rounds: the checklists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import (
    Choice,
    ContentKind,
    Number,
    Part,
    Text,
    Values,
    YesNo,
    content_kinds,
)
from vern.hub.content.capabilities import EDIT
from vern.plan.rounds.models import Checkpoint, Theme

THEMES: Final = "rounds.themes"
POINTS: Final = "rounds.checkpoints"

ORDER: Final = Number("order", _("Place in the list"), _("The lowest number comes first."))
HELP: Final = Text("help", _("Explanation"), translated=True, lines=2, limit=300)


def theme_choices() -> Sequence[tuple[str, Any]]:
    return [(each.key, each.name) for each in Theme.objects.all()]


class OfTheme(Choice):
    """Which theme a point stands under, by its key."""

    def read(self, row: Any) -> dict[str, Any]:
        return {self.name: row.theme.key if row.theme_id else ""}

    def put(self, row: Any, values: Values) -> None:
        row.theme = Theme.objects.get(key=values[self.name])


def register() -> None:
    content_kinds.add(
        ContentKind(
            THEMES,
            _("Themes of HSE rounds"),
            _("The checklists that one chooses among for a round."),
            Theme,
            (
                Text("name", _("Name"), needed=True, translated=True),
                HELP,
                YesNo("usual", _("Proposed for every round")),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
        ContentKind(
            POINTS,
            _("Points of HSE rounds"),
            _("What one looks for, said as it should be."),
            Checkpoint,
            _point_parts(),
            EDIT,
            grows=True,
        ),
    )


def _point_parts() -> tuple[Part, ...]:
    return (
        Text("name", _("As it should be"), needed=True, translated=True),
        HELP,
        OfTheme("theme", _("Theme"), needed=True, choices=theme_choices),
        ORDER,
    )

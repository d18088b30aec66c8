"""What the institution may change of how figures are shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import ContentKind, Number, content_kinds
from vern.hub.figures.capabilities import PROTECT
from vern.hub.figures.models import FEWEST, MOST, SmallGroups

SMALL_GROUPS: Final = "figures.small_groups"


def register() -> None:
    content_kinds.add(
        ContentKind(
            SMALL_GROUPS,
            _("Small groups in figures"),
            _("How few persons a number may tell of."),
            SmallGroups,
            (Number("least", _("The smallest group that is shown"), least=FEWEST, most=MOST),),
            PROTECT,
            by="id",
            single=True,
            page="figures:small_groups",
        )
    )

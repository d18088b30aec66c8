"""The statements are changed on the pages of content, and keep their versions there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import ContentKind, Text, content_kinds
from vern.hub.privacy.capabilities import STATE
from vern.hub.privacy.models import Statement


def register() -> None:
    content_kinds.add(
        ContentKind(
            "privacy.statements",
            _("Privacy and accessibility"),
            _("Two pages that everyone may read, linked from every page."),
            Statement,
            (
                Text("name", _("Heading"), needed=True, translated=True),
                Text(
                    "text",
                    _("Text"),
                    _("A line that begins with ## is a heading, one with - an item of a list."),
                    needed=True,
                    translated=True,
                    lines=20,
                    limit=20_000,
                ),
            ),
            STATE,
        )
    )

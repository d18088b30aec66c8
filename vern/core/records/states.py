"""The words that the spine has for confidentiality and state."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sensitivity(models.IntegerChoices):
    """Who may read a record besides those who take part in it.

    Zero is left for records open to everyone at the unit; no module has such yet.
    """

    HANDLERS = 1, _("Those who handle it")
    PARTIES = 2, _("Only those named in it")
    SEALED = 3, _("Only the whistleblowing reception")


class State(models.TextChoices):
    """The two groups that every module's own states fall in."""

    OPEN = "open", pgettext_lazy("case", "Open")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


class LinkKind(models.TextChoices):
    """How one record hangs together with another: said of the one that it points to."""

    LED_TO = "led_to", pgettext_lazy("link", "Led to")
    REVISED_AS = "revised_as", pgettext_lazy("link", "Revised as")
    BELONGS_WITH = "belongs_with", pgettext_lazy("link", "Belongs with")


SEEN_BACKWARDS = {
    LinkKind.LED_TO: pgettext_lazy("link", "Came of"),
    LinkKind.REVISED_AS: pgettext_lazy("link", "Revises"),
    LinkKind.BELONGS_WITH: LinkKind.BELONGS_WITH.label,
}
"""The same, said of the one that is pointed to."""

"""What figures give to the rest of the system."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.org.capabilities import capabilities
from vern.hub.figures.capabilities import OWN


def register() -> None:
    capabilities.add(*OWN)
    verbs.add(Verb("figures.extract_fixed", _("Fixed the day as of which the year is published")))

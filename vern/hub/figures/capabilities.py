"""Who may see figures until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import EVERYONE, Capability

SEE = "figures.see"

OWN = (Capability(SEE, _("See the figures of the unit"), EVERYONE),)

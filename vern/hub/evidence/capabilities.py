"""Who may see what shows that requirements are met, until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import EVERYONE, Capability

SEE = "evidence.see"

OWN = (Capability(SEE, _("See which requirements the unit meets"), EVERYONE),)
